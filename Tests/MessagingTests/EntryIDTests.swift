import Testing

@testable import Messaging

@Suite struct EntryIDTests {
    @Test func `ids sort as Redis sorts them`() throws {
        let ids = try ["0-1", "1-0", "1764000000000-0", "1764000000000-7", "1764000000001-0"].map {
            try #require(EntryID($0))
        }
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
        #expect(ids.map(\.text)[3] == "1764000000000-7")
    }

    @Test(arguments: [
        "8796093022207-1048575", "8796093022208-0", "9223372036854775807-9223372036854775807",
        "18446744073709551615-18446744073709551615",
    ])
    func `the largest ids Redis can hold are taken without a crash`(_ text: String) throws {
        let id = try #require(EntryID(text))
        #expect(id.packed == .max && id.next == id)
    }

    @Test(arguments: ["", "-", "1", "-1-1", "a-b", "1-2-3", "18446744073709551616-0"])
    func `what is no id is nil`(_ text: String) {
        #expect(EntryID(text) == nil)
    }
}

@Suite struct BackOffTests {
    @Test func `waits grow to five seconds and begin anew after a time without failures`() {
        var backOff = BackOff()
        var now = ContinuousClock.now
        var waits: [Duration] = []
        for _ in 0..<10 {
            waits.append(backOff.next(at: now))
            now += waits.last!
        }
        #expect(waits[0] <= .milliseconds(120) && waits[9] >= .seconds(4))
        #expect(waits.allSatisfy { $0 <= .seconds(6) })
        #expect(backOff.next(at: now + .seconds(60)) <= .milliseconds(120))
    }
}
