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
}
