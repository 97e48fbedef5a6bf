import Contracts
import Store

/// What an account of an officer holds beside the credentials.
struct StoredOfficer: Sendable {
    let id: String
    let profile: OfficerProfile
    /// The last time step whose one-time code was used; none is taken twice.
    let lastStep: Int64
    /// Version of the account, from 1.
    let version: Int64
    /// The enrolment that the second factor is derived from; nil: an operator handed it over.
    private let enrolment: String?

    init(_ row: Row) throws {
        id = try row["id"]
        let words: String = try row["duties"]
        profile = OfficerProfile(
            fullName: try row["full_name"], unit: try row["unit"],
            duties: words.split(separator: " ").compactMap { OfficerDuty(rawValue: String($0)) })
        lastStep = try row["last_step"]
        version = try row["version"]
        enrolment = try row["enrolment"]
    }

    /// The officer of an account.
    static func find(
        id: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredOfficer? {
        try reader.first("SELECT * FROM officers WHERE id = \(id)").map(StoredOfficer.init)
    }

    /// Adds an officer.
    static func insert(
        _ profile: OfficerProfile, id: String, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO officers (id, full_name, unit, duties, last_step)
            VALUES (\(id), \(profile.fullName), \(profile.unit), \(profile.words), 0)
            """)
    }

    /// Puts another profile in its place, or notes that the account changed otherwise, as the next
    /// version.
    func put(_ profile: OfficerProfile, in transaction: borrowing Transaction) throws {
        try transaction.execute(
            """
            UPDATE officers SET full_name = \(profile.fullName), unit = \(profile.unit),
                duties = \(profile.words), version = version + 1
            WHERE id = \(id)
            """)
    }

    /// Notes that this time step's code was used.
    func use(step: Int64, in transaction: borrowing Transaction) throws {
        try transaction.execute("UPDATE officers SET last_step = \(step) WHERE id = \(id)")
    }

    /// Makes the second factor of an enrolment the one that counts.
    func enrol(
        _ enrolment: String, step: Int64, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE officers SET enrolment = \(enrolment), last_step = \(step),
                version = version + 1
            WHERE id = \(id)
            """)
    }

    /// The secret of the second factor.
    func secondFactor(_ secrets: Secrets) -> [UInt8] {
        enrolment.map { secrets.secondFactor(enrolment: $0) } ?? secrets.secondFactor(officer: id)
    }

    /// The role the officer signs in with.
    var role: Caller.Role { profile.role }
}
