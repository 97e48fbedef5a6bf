import Foundation
import Lifecycle
import Testing

@testable import Contracts

/// What programs of two releases say to each other must stay what it was: names, fields, kinds.
@Suite struct WireFormTests {
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("wire-forms.txt")

    /// One line a message: `identity.sign-in {email: string, …} -> {id: string, …}`.
    static var current: [String: String] {
        func reply<Each: Request>(_ type: Each.Type) -> String { text(.of(Each.Reply.self)) }
        var lines: [String: String] = [:]
        for type in Directory.requests + Directory.operatorRequests {
            lines[type.name] = "\(text(.of(type))) -> \(reply(type))"
        }
        for (event, _) in Directory.subscriptions { lines[event.name] = text(.of(event)) }
        return lines
    }

    @Test func `a released message keeps its exact form`() throws {
        if ProcessInfo.processInfo.environment["PIN_MESSAGES"] != nil {
            let lines = Self.current.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
            try lines.joined().write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let pinned = try String(contentsOf: Self.file, encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        #expect(pinned.count > 40)
        let current = Self.current
        for line in pinned { #expect(current[line[0]] == line[1], "\(line[0])") }
    }

    @Test func `JSON is written with its names in order and its slashes plain`() throws {
        let command = RenamePaper(
            id: DocumentID(rawValue: "D1"), version: 2, fileName: "Hộ khẩu/1.pdf")
        #expect(
            String(decoding: try StrictJSON.encode(command), as: UTF8.self)
                == #"{"fileName":"Hộ khẩu/1.pdf","id":"D1","version":2}"#)
        let event = DossierAmended(
            dossier: DossierID(rawValue: "A"), code: DossierCode(rawValue: "H17-261123-0001"),
            citizen: CitizenID(rawValue: "C"), unit: UnitCode(rawValue: "48.1"),
            documents: [DocumentID(rawValue: "D1")], sequence: 2)
        #expect(
            String(decoding: try StrictJSON.encode(event), as: UTF8.self)
                == #"{"citizen":"C","code":"H17-261123-0001","documents":["D1"],"dossier":"A","sequence":2,"unit":"48.1"}"#
        )
    }

    private static func text(_ shape: Shape) -> String {
        switch shape {
        case .string(let format): format ?? "string"
        case .choice(let words): words.joined(separator: "|")
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .any: "any"
        case .list(let inner): "[\(text(inner))]"
        case .map(let inner): "{*: \(text(inner))}"
        case .object(let fields):
            "{"
                + fields.map { "\($0.name)\($0.isRequired ? "" : "?"): \(text($0.shape))" }
                .joined(separator: ", ") + "}"
        }
    }
}
