import Contracts
import Testing

@testable import Messaging

@Suite struct PackedHeadTests {
    private let everything = Envelope.Head(
        caller: Caller(
            role: .officer, id: "01J", name: "Lê Văn Đạt", session: "s",
            unit: UnitCode(rawValue: "hai-chau"), duties: [.reception, .leadership],
            isVerified: true, address: "127.0.0.1"),
        key: "khoá")

    @Test func `a caller arrives as it was sent, with all and with little`() throws {
        for head in [
            everything, Envelope.Head(caller: .service(.mailer)),
            Envelope.Head(caller: Caller(role: .officer, duties: [], isVerified: false)),
        ] {
            let opened = try Envelope.Head(packed: head.packed[...])
            #expect(opened.caller == head.caller)
            #expect(opened.key == head.key)
        }
    }

    @Test func `nothing of a caller stays behind`() {
        // One more member must be packed too.
        #expect(Mirror(reflecting: everything.caller).children.count == 8)
        #expect(Mirror(reflecting: everything).children.count == 2)
    }

    @Test func `reads the JSON that earlier versions wrote`() throws {
        let opened = try Envelope.Head(packed: try StrictJSON.encode(everything)[...])
        #expect(opened.caller == everything.caller)
        #expect(opened.key == everything.key)
    }

    @Test func `a head that is cut off or goes on does not open`() throws {
        let packed = everything.packed
        for count in 0..<packed.count {
            #expect(throws: (any Error).self) { try Envelope.Head(packed: packed[..<count]) }
        }
        #expect(throws: (any Error).self) { try Envelope.Head(packed: (packed + [0])[...]) }
    }
}
