import Contracts
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DocumentStorage

@Suite struct CompareDocumentTests {
    private func officer(_ name: String, _ duty: OfficerDuty, unit: String = "48.1") -> Caller {
        Caller(
            role: .officer, id: "officer-\(name)", name: name, unit: UnitCode(rawValue: unit),
            duties: [duty])
    }

    private func compare(
        _ bench: Workbench, _ document: DocumentID, by caller: Caller,
        _ result: PaperMatch = .matches, note: String? = nil, seen: Int64 = 0
    ) async throws -> PaperComparison {
        try await CompareDocumentHandler().handle(
            CompareDocument(id: document, result: result, note: note, seen: seen),
            bench.test.delivery(of: CompareDocument.self, from: caller))
    }

    private func classify(
        _ bench: Workbench, _ document: DocumentID, version: Int64, to day: String?
    ) async throws -> PersonalPaper {
        try await ClassifyPaperHandler().handle(
            ClassifyPaper(
                id: document, version: version, kind: .lease, validFrom: nil,
                validTo: day.flatMap { LocalDate($0) }),
            bench.test.delivery(of: ClassifyPaper.self, from: .citizen(Workbench.lan)))
    }

    @Test func `a paper compared once is used again at another unit without a second comparison`()
        async throws
    {
        let bench = try await Workbench()
        let paper = try await bench.store()
        #expect(try await bench.read(paper.id).comparison == nil)
        try await bench.submit("D1", [paper.id], unit: "48.1")
        let mark = try await compare(bench, paper.id, by: officer("Hoa", .reception))
        #expect(mark.version == 1 && mark.officer == "Hoa")
        #expect(try await bench.describe([paper.id]).first?.comparison == mark)
        try await bench.submit("D2", [paper.id], unit: "48.2")
        #expect(try await bench.read(paper.id).comparison?.unit.rawValue == "48.1")
        let events = try await bench.test.outbox().filter { $0.type == DocumentCompared.name }
        #expect(events.count == 1 && events[0].json.contains("code-D1"))
        #expect(try await bench.store.verifyAudit().firstBad == nil)
    }

    @Test func `a paper that changes loses its mark, and one whose time is over says so`()
        async throws
    {
        let bench = try await Workbench()
        let paper = try await bench.store()
        var known = try await classify(bench, paper.id, version: 1, to: "2026-11-30")
        #expect(known.kind == .lease && !known.isExpired)
        try await bench.submit("D1", [paper.id], unit: "48.1")
        _ = try await compare(bench, paper.id, by: officer("Hoa", .reception))
        known = try await classify(bench, paper.id, version: 2, to: "2026-11-30")
        #expect(known.comparison != nil)
        known = try await classify(bench, paper.id, version: 3, to: "2027-11-30")
        #expect(known.comparison == nil)
        let again = try await compare(bench, paper.id, by: officer("Hoa", .reception), seen: 2)
        #expect(again.version == 3)
        bench.time.set("2027-12-01T08:00:00+07:00")
        #expect(try await bench.read(paper.id).isExpired)
        let no = try await code {
            try await ClassifyPaperHandler().handle(
                ClassifyPaper(
                    id: paper.id, version: 4, kind: .lease, validFrom: LocalDate("2027-01-02"),
                    validTo: LocalDate("2027-01-01")),
                bench.test.delivery(of: ClassifyPaper.self, from: .citizen(Workbench.lan)))
        }
        #expect(no == "fields-not-valid validTo")
    }

    @Test func `of two officers one wins, and the other learns who`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id], unit: "48.1")
        _ = try await compare(
            bench, paper.id, by: officer("Hoa", .reception), .differs, note: "Khác năm sinh")
        do {
            _ = try await compare(bench, paper.id, by: officer("Minh", .handling))
            Issue.record("the second comparison must not win")
        } catch let refusal as Refusal {
            #expect(refusal.kind == .preconditionFailed)
            #expect(refusal.detail.contains("Hoa") && refusal.detail.contains("Không khớp"))
        }
        #expect(
            try await code {
                try await compare(
                    bench, paper.id, by: officer("Minh", .handling), .differs, seen: 1)
            } == "fields-not-valid note")
    }

    @Test func `only an officer of a unit that handles it compares a paper`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id], unit: "48.1")
        let expected: [(Caller, String)] = [
            (officer("Sơn", .reception, unit: "48.2"), "not-found"),
            (officer("Tâm", .leadership), "not-allowed"),
            (.citizen(Workbench.lan), "not-found"), (.anonymous(), "sign-in-needed"),
        ]
        for (caller, no) in expected {
            #expect(try await code { try await compare(bench, paper.id, by: caller) } == no)
        }
    }

    @Test func `an officer's file is part of the dossier, readable by both, and nobody's paper`()
        async throws
    {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id], unit: "48.1")
        let hoa = officer("Hoa", .reception)
        func open(_ dossier: String?, by caller: Caller) async throws -> OpenUpload.Reply {
            let command = OpenUpload(
                fileName: "ket-qua.pdf", mediaType: "application/pdf",
                size: Workbench.pdf("x").count, dossier: dossier.map { DossierCode(rawValue: $0) })
            return try await OpenUploadHandler(keys: bench.keys, publicURL: Workbench.publicURL)
                .handle(
                    command,
                    bench.test.delivery(
                        of: OpenUpload.self, from: caller, at: bench.time.clock.now()))
        }
        let ticket = try await open("code-D1", by: hoa)
        _ = try await bench.send(Workbench.pdf("x"), to: ticket.url)
        // The citizen amends the dossier: the unit's file stays.
        try await bench.amend("D1", [], sequence: 2)
        let mine = try await bench.openDownload(ticket.id)
        #expect(try await bench.fetch(mine.url) == Workbench.pdf("x"))
        let theirs = try await bench.openDownload(ticket.id, as: hoa, reason: "Xem lại")
        #expect(try await bench.fetch(theirs.url) == Workbench.pdf("x"))
        #expect(try await bench.list().items.map(\.id) == [paper.id])
        #expect(try await code { try await bench.remove(ticket.id) } == "not-found")
        #expect(try await bench.describe([ticket.id]).count == 1)
        let noes: [(String?, Caller, String)] = [
            ("code-D1", officer("Sơn", .reception, unit: "48.2"), "not-found"),
            ("code-D9", hoa, "not-found"), (nil, hoa, "fields-not-valid dossier"),
            ("code-D1", .citizen(Workbench.lan), "fields-not-valid dossier"),
        ]
        for (dossier, caller, no) in noes {
            #expect(try await code { try await open(dossier, by: caller) } == no)
        }
        // One that never comes goes away again, and takes nobody's room.
        let late = try await open("code-D1", by: hoa)
        bench.time.advance(by: Ticket.lifetime + .seconds(1))
        _ = try await bench.store.write { try Disposal.dispose(in: $0) }
        #expect(try await code { try await bench.openDownload(late.id) } == "not-found")
    }

    @Test func `the citizen sees who has opened which paper, when and why`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id], unit: "48.1")
        for reason in ["Thẩm tra", "Đối chiếu"] {
            _ = try await bench.openDownload(
                paper.id, as: officer("Hoa", .reception), reason: reason)
        }
        let list = ListAccessesHandler(store: bench.store)
        let first = try await list.answer(
            ListAccesses(limit: 1), for: .citizen(Workbench.lan))
        #expect(first.items.map(\.reason) == ["Đối chiếu"])
        let rest = try await list.answer(
            ListAccesses(after: first.next), for: .citizen(Workbench.lan))
        #expect(rest.items.map(\.reason) == ["Thẩm tra"] && rest.next == nil)
        let others = try await list.answer(ListAccesses(), for: .citizen(Workbench.minh))
        #expect(others.items.isEmpty)
        let plan = try await bench.store.read {
            try $0.plan(ListAccessesHandler.statement(of: Workbench.lan, before: 5, limit: 2))
        }
        #expect(plan.allSatisfy { $0.contains("SEARCH") && !$0.contains("TEMP B-TREE") })
    }
}
