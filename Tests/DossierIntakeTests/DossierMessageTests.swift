import Contracts
import Foundation
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct DossierMessageTests {
    private let citizen = TestIntake.citizen
    private let officer = TestIntake.handler

    @Test func `citizen and unit talk, and each sees what the other has read`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        let asked = try await intake.say(code, "Bao giờ có kết quả?", by: citizen)
        #expect(try await intake.queue(as: officer).items.first?.unreadMessages == 1)
        try await intake.markRead(code, upTo: asked.id, as: officer)
        #expect(try await intake.queue(as: officer).items.first?.unreadMessages == 0)
        _ = try await intake.say(code, "Ngày mai, thưa Ông.", by: officer)
        let seen = try await intake.messages(code, as: citizen)
        #expect(seen.map(\.text) == ["Ngày mai, thưa Ông.", "Bao giờ có kết quả?"])
        #expect(seen.map(\.side) == [.unit, .citizen])
        #expect(seen[1].readAt != nil && seen[0].readAt == nil)
        #expect(seen[0].author == "Minh" && seen[1].author == nil)
    }

    @Test func `a note of the unit is the unit's alone`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        _ = try await intake.say(code, "Hỏi lại tư pháp phường", by: officer, isInternal: true)
        #expect(try await intake.messages(code, as: citizen).isEmpty)
        #expect(try await intake.messages(code, as: officer).map(\.isInternal) == [true])
        let events = try await intake.test.outbox().filter { $0.type == DossierMessageSent.name }
        #expect(events.isEmpty)
        let no = try await refusal {
            try await intake.say(code, "Của tôi", by: citizen, isInternal: true)
        }
        #expect(no?.fields.map(\.path) == ["isInternal"])
    }

    @Test func `files go with a message when they are stored, and not otherwise`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        intake.shelf.put("scan-9")
        let sent = try await intake.say(code, "Gửi thêm", by: citizen, documents: ["scan-9"])
        #expect(sent.documents.map(\.fileName) == ["scan-9.pdf"])
        let no = try await refusal {
            try await intake.say(code, "Gửi thêm", by: citizen, documents: ["scan-10"])
        }
        #expect(no?.fields.map(\.path) == ["documents"])
    }

    @Test func `a message sent twice with one key is there once`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        let first = try await intake.say(code, "Xin chào", by: citizen, key: "k")
        let second = try await intake.say(code, "Xin chào", by: citizen, key: "k")
        #expect(first.id == second.id && second.text == "Xin chào")
        #expect(try await intake.messages(code, as: citizen).count == 1)
    }

    @Test(arguments: ["", "  \n ", String(repeating: "a", count: 4_001), "a\u{0}b"])
    func `words that nobody can read are refused`(text: String) async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        let no = try await refusal { try await intake.say(code, text, by: citizen) }
        #expect(no?.fields.map(\.path) == ["text"])
    }

    @Test func `no word of it stands readable in the store`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submitAs(citizen).code
        _ = try await intake.say(code, "bimatcuatoi", by: citizen, key: "k")
        try await intake.askForSupplement(code, by: TestIntake.reception)
        let files = ["store.db", "store.db-wal"].map { intake.test.folder.path + "/" + $0 }
        let kept = files.compactMap { FileManager.default.contents(atPath: $0) }
        #expect(!kept.isEmpty)
        for word in ["bimatcuatoi", "Nguyễn Văn An"] {
            for bytes in kept { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)") }
        }
    }
}
