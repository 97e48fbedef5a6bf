import Contracts
import Store

/// What an account of an officer holds beside the credentials.
struct StoredOfficer: Sendable {
    let fullName: String
    let unit: UnitCode
    let duties: [OfficerDuty]
    /// The last time step whose one-time code was used; none is taken twice.
    let lastStep: Int64

    /// The officer of an account.
    static func find(
        id: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredOfficer? {
        guard let row = try reader.first("SELECT * FROM officers WHERE id = \(id)") else {
            return nil
        }
        let words: String = try row["duties"]
        return StoredOfficer(
            fullName: try row["full_name"], unit: try row["unit"],
            duties: words.split(separator: " ").compactMap { OfficerDuty(rawValue: String($0)) },
            lastStep: try row["last_step"])
    }

    /// Adds an officer.
    func insert(id: String, in transaction: borrowing Transaction) throws {
        let words = duties.map(\.rawValue).joined(separator: " ")
        try transaction.execute(
            """
            INSERT INTO officers (id, full_name, unit, duties, last_step)
            VALUES (\(id), \(fullName), \(unit), \(words), \(lastStep))
            """)
    }

    /// The role the officer signs in with.
    var role: Caller.Role { duties.contains(.administration) ? .administrator : .officer }
}
