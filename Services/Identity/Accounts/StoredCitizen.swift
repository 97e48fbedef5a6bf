import Contracts
import Lifecycle
import Store

/// A citizen's personal details as they are stored: the identity number sealed, beside a keyed hash
/// to look it up by.
struct StoredCitizen: Sendable {
    let details: PersonalDetails
    /// Version of the details, from 1.
    let version: Int64

    /// The details of an account.
    static func find(
        id: String, secrets: Secrets, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredCitizen? {
        guard let row = try reader.first("SELECT * FROM citizens WHERE id = \(id)") else {
            return nil
        }
        let details = PersonalDetails(
            familyName: try row["family_name"], middleName: try row["middle_name"],
            givenName: try row["given_name"], dateOfBirth: try row["date_of_birth"],
            sex: try row["sex"],
            identityNumber: try secrets.open(
                identityNumber: try row["identity_number_sealed"], citizen: id),
            phone: try row["phone"],
            address: Address(unit: try row["unit"], line: try row["address_line"]),
            ethnicity: try row["ethnicity"])
        return StoredCitizen(details: details, version: try row["version"])
    }

    /// Adds the details of a new account, or puts others in their place as the next version.
    static func put(
        _ details: PersonalDetails, id: String, secrets: Secrets,
        in transaction: borrowing Transaction
    ) throws -> Int64 {
        let sealed = secrets.seal(identityNumber: details.identityNumber, citizen: id)
        let hash = secrets.hash(ofIdentityNumber: details.identityNumber)
        let rows = try transaction.rows(
            """
            INSERT INTO citizens
                (id, version, family_name, middle_name, given_name, date_of_birth, sex,
                identity_number_sealed, identity_number_hash, phone, unit, address_line, ethnicity)
            VALUES (\(id), 1, \(details.familyName), \(details.middleName), \(details.givenName),
                \(details.dateOfBirth), \(details.sex), \(sealed), \(hash), \(details.phone),
                \(details.address.unit), \(details.address.line), \(details.ethnicity))
            ON CONFLICT (id) DO UPDATE SET
                version = citizens.version + 1, family_name = excluded.family_name,
                middle_name = excluded.middle_name, given_name = excluded.given_name,
                date_of_birth = excluded.date_of_birth, sex = excluded.sex,
                identity_number_sealed = excluded.identity_number_sealed,
                identity_number_hash = excluded.identity_number_hash, phone = excluded.phone,
                unit = excluded.unit, address_line = excluded.address_line,
                ethnicity = excluded.ethnicity
            RETURNING version
            """)
        guard let row = rows.first else { throw StoreError.unexpected("no details were kept") }
        return try row["version"]
    }
}
