import Contracts
import Testing

@testable import DossierIntake

@Suite struct ComponentRulesTests {
    private func rules(caseKey: String, count: Int = 30) throws -> ComponentRules {
        let usable = (0..<count).map { number in
            AttachedDocument(
                id: DocumentID(rawValue: "paper-\(number)"), fileName: "\(number).pdf",
                mediaType: "application/pdf", size: 10, sha256: "")
        }
        return ComponentRules(
            procedure: try TestCatalogue.procedure, caseKey: caseKey,
            usable: Dictionary(uniqueKeysWithValues: usable.map { ($0.id, $0) }))
    }

    private func paths(
        _ given: [(String, [String])], caseKey: String = "usual"
    ) throws -> [String] {
        try rules(caseKey: caseKey)
            .problems(in: given.map { TestCatalogue.component($0.0, $0.1) }).map(\.path)
    }

    @Test func `takes what the case needs, and more where it may`() throws {
        #expect(try paths([("certificate", ["paper-1"])]) == [])
        #expect(
            try paths([("certificate", ["paper-1", "paper-2"]), ("proxy", ["paper-3"])]) == [])
        #expect(try paths([], caseKey: "witness") == [])
        #expect(try paths([("statement", ["paper-1"])], caseKey: "witness") == [])
        #expect(try paths([("certificate", ["paper-1"]), ("identity", [])]) == [])
    }

    @Test func `misses a required component of the case`() throws {
        #expect(try paths([]) == ["components.certificate"])
        #expect(try paths([("certificate", [])]) == ["components[0].documents"])
    }

    @Test(arguments: ["identity", "remark", "statement"])
    func `takes no file for what is shown, for a note or for another case`(key: String) throws {
        let given = [("certificate", ["paper-1"]), (key, ["paper-2"])]
        #expect(try paths(given) == ["components[1].documents"])
    }

    @Test func `refuses a component the procedure does not have, or one given twice`() throws {
        #expect(
            try paths([("certificate", ["paper-1"]), ("passport", ["paper-2"])])
                == ["components[1].key"])
        #expect(
            try paths([("certificate", ["paper-1"]), ("certificate", ["paper-2"])])
                == ["components[1].key"])
    }

    @Test func `refuses a document given twice`() throws {
        #expect(
            try paths([("certificate", ["paper-1", "paper-1"])]) == ["components[0].documents"])
        #expect(
            try paths([("certificate", ["paper-1"]), ("proxy", ["paper-1"])])
                == ["components[1].documents"])
    }

    @Test func `refuses a document that is not stored or not the citizen's`() throws {
        #expect(
            try paths([("certificate", ["paper-1", "somebody-elses"])])
                == ["components[0].documents"])
    }

    @Test func `takes 20 documents and no more`() throws {
        let papers = (0..<21).map { "paper-\($0)" }
        #expect(try paths([("certificate", Array(papers.prefix(20)))]) == [])
        #expect(try paths([("certificate", papers)]) == ["components"])
        #expect(
            try paths([("certificate", Array(papers[..<11])), ("proxy", Array(papers[11...]))])
                == ["components"])
    }

    @Test func `looks at no endless list`() throws {
        let endless = (0..<5_000).map { ("x\($0)", [String]()) }
        #expect(try paths(endless) == ["components"])
    }

    @Test func `attaches in the order of the procedure`() throws {
        let attached = try rules(caseKey: "usual").attached([
            TestCatalogue.component("proxy", ["paper-3"]),
            TestCatalogue.component("identity", []),
            TestCatalogue.component("certificate", ["paper-2", "paper-1"]),
        ])
        #expect(attached.map(\.name) == ["Giấy chứng sinh", "Văn bản uỷ quyền"])
        #expect(attached.first?.documents.map(\.fileName) == ["2.pdf", "1.pdf"])
    }
}
