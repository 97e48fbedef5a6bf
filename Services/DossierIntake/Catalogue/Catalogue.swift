import Contracts
import Lifecycle
import Store
import Synchronization

/// Units and procedures as they hold on a day.
enum Catalogue {
    /// The procedure in the version that holds on `day`, and that version's id, to bind a dossier to.
    ///
    /// The code may carry an agency suffix and be written as people dictate it.
    static func procedure(
        _ code: ProcedureCode, on day: LocalDate, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> (procedure: Procedure, versionID: String)? {
        guard let row = try reader.first(current(code.inCatalogue, on: day)) else { return nil }
        let id: String = try row["id"]
        return (try content(of: id, validTo: row["valid_to"], in: reader), id)
    }

    /// The procedure in the version with this id, which a dossier is bound to, whatever came later.
    static func procedure(
        version id: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Procedure? {
        let row = try reader.first("SELECT valid_to FROM procedure_versions WHERE id = \(id)")
        guard let row else { return nil }
        return try content(of: id, validTo: row["valid_to"], in: reader)
    }

    /// The unit as it is on `day`; nil when it does not exist then.
    static func unit(
        _ code: UnitCode, on day: LocalDate, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> AdministrativeUnit? {
        try reader.first(existing(code, on: day)).map(unit(from:))
    }

    /// The version of a procedure that holds on a day.
    static func current(_ code: ProcedureCode, on day: LocalDate) -> SQL {
        """
        SELECT id, valid_to FROM procedure_versions
        WHERE code = \(code) AND superseded_at IS NULL
            AND valid_from <= \(day) AND (valid_to IS NULL OR valid_to >= \(day))
        ORDER BY valid_from DESC LIMIT 1
        """
    }

    /// The row of a unit on a day.
    static func existing(_ code: UnitCode, on day: LocalDate) -> SQL {
        """
        SELECT * FROM units
        WHERE code = \(code) AND valid_from <= \(day)
            AND (valid_to IS NULL OR valid_to >= \(day))
        ORDER BY valid_from DESC LIMIT 1
        """
    }

    /// The unit of a row of `units`.
    static func unit(from row: Row) throws -> AdministrativeUnit {
        AdministrativeUnit(
            code: try row["code"], name: try row["name"], kind: try row["kind"],
            parent: try row["parent"], agencyId: try row["agency_id"],
            address: try row["address"], phone: try row["phone"],
            validFrom: try row["valid_from"], validTo: try row["valid_to"],
            successor: try row["successor"])
    }

    /// Decoded versions that are kept at most; the city's catalogue has some 2,000, few of them hot.
    static let cacheLimit = 512

    // A version's content never changes and its id holds the content's hash, so what was decoded
    // once stays true, for any store.
    private static let decoded = Mutex<[String: Procedure]>([:])

    private static func content(
        of id: String, validTo: LocalDate?, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Procedure {
        var procedure = try decoded.withLock { $0[id] } ?? decode(id, in: reader)
        procedure.validTo = validTo
        return procedure
    }

    private static func decode(
        _ id: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Procedure {
        guard
            let row = try reader.first("SELECT json FROM procedure_versions WHERE id = \(id)")
        else { throw StoreError.unexpected("no procedure version \(id)") }
        let procedure = try StrictJSON.decode(Procedure.self, trusted: row["json"])
        decoded.withLock { decoded in
            if decoded.count >= cacheLimit { decoded.removeAll() }
            decoded[id] = procedure
        }
        return procedure
    }
}

extension ProcedureCode {
    /// The code as the catalogue writes it, `1.004194`, without the agency suffix of
    /// `1.004194.000.00.00.H17`; case, spaces, lost dots and O for 0 are tolerated.
    ///
    /// What is no procedure code stays as it is, and is not found.
    var inCatalogue: ProcedureCode {
        let signs = rawValue.uppercased().compactMap { sign -> Character? in
            if sign == "O" { return "0" }
            return sign.isASCII && (sign.isLetter || sign.isNumber) ? sign : nil
        }
        guard signs.count >= 7, signs.prefix(7).allSatisfy(\.isNumber) else { return self }
        return ProcedureCode(rawValue: "\(signs[0]).\(String(signs[1..<7]))")
    }
}
