import Contracts
import Testing

@Suite struct PageTests {
    @Test func `a page tells the place of its last item, which reads back`() throws {
        let page = try Page<String>(
            rows: [("a", 3), ("b", 2), ("c", 1)], limit: 2, item: { $0.0 },
            cursor: { PageCursor($0.1, "\($0.0)/ệ+") })
        #expect(page.items == ["a", "b"])
        let cursor = try #require(try PageCursor.read(page.next, count: 2))
        #expect(try cursor.number(0) == 2)
        #expect(cursor.parts[1] == "b/ệ+")
    }

    @Test func `the last page has no next`() throws {
        let page = try Page<Int>(
            rows: [1, 2], limit: 2, item: { $0 }, cursor: { PageCursor($0) })
        #expect(page.next == nil)
        #expect(try PageCursor.read(nil, count: 1) == nil)
    }

    @Test(arguments: [
        "", "?", "a", "MQ==", "MQ", "/w", "Mh8zHzQ", String(repeating: "A", count: 3_000),
    ])
    func `refuses an after that was not the next of such a list`(after: String) {
        #expect(throws: Refusal.self) { try PageCursor.read(after, count: 2) }
    }

    @Test func `refuses a word where a number was`() throws {
        let cursor = try #require(try PageCursor.read(PageCursor("x", "y").text, count: 2))
        #expect(throws: Refusal.self) { try cursor.number(0) }
    }

    @Test func `takes a limit from 1 to the maximum only`() throws {
        #expect(try Page.limit(nil) == 20)
        #expect(try Page.limit(100) == 100)
        #expect(try Page.limit(nil, default: 100, max: 200) == 100)
        for wrong in [0, -1, 101, Int.max] {
            #expect(throws: Refusal.self) { try Page.limit(wrong) }
        }
    }
}
