import Foundation

/// One page of a list; lists are read by cursor, never by number, and carry no total.
package struct Page<Item: Codable & Sendable>: Codable, Sendable {
    /// The items of this page.
    package var items: [Item]
    /// What to give as `after` for the next page; nil at the end.
    package var next: String?

    /// A page.
    package init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    /// A page of at most `limit` items from rows of which one more than `limit` was read, so that
    /// it is known whether another page follows; `cursor` tells where a row stands in the order.
    package init<Row>(
        rows: [Row], limit: Int, item: (Row) throws -> Item,
        cursor: (Row) throws -> PageCursor
    ) throws {
        let shown = rows.prefix(limit)
        items = try shown.map(item)
        next = rows.count > limit ? try shown.last.map(cursor)?.text : nil
    }
}

extension Page where Item == Never {
    /// How many items to read for the `limit` a caller asked for; refuses what is not 1 to `max`.
    package static func limit(
        _ asked: Int?, default fallback: Int = 20, max: Int = 100
    ) throws(Refusal) -> Int {
        let limit = asked ?? fallback
        guard (1...max).contains(limit) else {
            throw .fields([.init("limit", "Số mục trên một trang phải từ 1 đến \(max).")])
        }
        return limit
    }
}

/// Where a page of a list ended: the sort key of its last row, a text that callers only hand back.
///
/// It tells a place in an order and opens nothing: each query still reads the caller's rows alone.
package struct PageCursor: Hashable, Sendable {
    /// The values of the sort key, in order.
    package let parts: [String]

    /// The place of the row with this sort key: `PageCursor(submittedAt.milliseconds, id)`.
    package init(_ parts: any CustomStringConvertible...) { self.parts = parts.map(\.description) }

    /// Reads the `after` of a query; nil when there is none, refuses what was not the `next` of a
    /// page with a sort key of `count` values.
    package static func read(_ after: String?, count: Int) throws(Refusal) -> PageCursor? {
        guard let after else { return nil }
        let padding = String(repeating: "=", count: (4 - after.utf8.count % 4) % 4)
        let base64 = after.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard after.utf8.count <= 2_000, let bytes = Foundation.Data(base64Encoded: base64),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw notValid }
        let cursor = PageCursor(
            parts: text.split(separator: separator, omittingEmptySubsequences: false))
        let isPlain = cursor.parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0 >= 0x20 }
        }
        guard cursor.parts.count == count, isPlain else { throw notValid }
        return cursor
    }

    /// The value at `index` as a number; refuses what is none.
    package func number(_ index: Int) throws(Refusal) -> Int64 {
        guard let number = Int64(parts[index]) else { throw Self.notValid }
        return number
    }

    /// The text that goes into `next`: base64url.
    package var text: String {
        Foundation.Data(parts.joined(separator: String(Self.separator)).utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private init(parts: [Substring]) { self.parts = parts.map(String.init) }

    /// U+001F, the unit separator, which no id and no name holds.
    private static let separator: Character = "\u{1F}"

    private static let notValid = Refusal.fields([
        .init("after", "Vị trí trang không hợp lệ. Vui lòng xem lại từ trang đầu.")
    ])
}
