import Contracts
import Messaging
import Synchronization

/// The names of units by code, asked of dossier intake once and remembered.
final class UnitNames: Sendable {
    private let names = Mutex<[UnitCode: String]>([:])
    private let ask: @Sendable (ListUnits) async throws -> ListUnits.Reply

    /// Pages of the catalogue that are read at most.
    private static let pageLimit = 10

    /// Asks with `ask`.
    init(_ ask: @escaping @Sendable (ListUnits) async throws -> ListUnits.Reply) { self.ask = ask }

    /// The unit's name; nil when there is none or nobody answers, since a mail can do without it.
    func name(of code: UnitCode) async -> String? {
        if let name = names.withLock({ $0[code] }) { return name }
        var after: String?
        for _ in 0..<Self.pageLimit {
            guard let page = try? await ask(ListUnits(after: after, limit: 200)) else { return nil }
            names.withLock { names in
                for unit in page.items { names[unit.code] = unit.name }
            }
            guard let next = page.next else { break }
            after = next
        }
        return names.withLock { $0[code] }
    }
}
