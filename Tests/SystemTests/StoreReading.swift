import Foundation
import Store
import TestSupport

/// A look into a program's store after the program has ended.
extension Deployment {
    /// The number that `sql` answers as `n`.
    func number(_ sql: String, in file: String) async throws -> Int {
        let store = try await Store.open(folder.path + "/\(file).db", migrations: [])
        return try await store.read { try $0.first(SQL(stringLiteral: sql))!["n"] }
    }
}
