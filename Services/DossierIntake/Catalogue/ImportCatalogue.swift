import Contracts
import Cryptography
import Foundation
import Lifecycle
import Messaging
import Store

/// Loads units, procedures and the working calendar from the catalogue's files: all of them when nothing is wrong with
/// any, otherwise none and a list of everything that is wrong.
struct ImportCatalogueHandler: CommandHandler {
    /// Longest file in bytes.
    static let fileLimit = 1_048_576
    /// Most files at once.
    static let filesLimit = 5_000

    /// Reads and checks the files, then writes what is new; the same files again change nothing.
    func handle(
        _ command: ImportCatalogue, _ delivery: Delivery
    ) async throws -> ImportCatalogue.Reply {
        try delivery.caller.requireOperator()
        let content = Content(command.files)
        let actor = delivery.caller.id ?? Caller.Role.operator.rawValue
        return try await delivery.transaction { transaction in
            var problems = content.problems
            let units = try CatalogueUnitChanges(content.units, in: transaction, &problems)
            let procedures = try CatalogueProcedureChanges(
                content.procedures, in: transaction, &problems)
            try problems.refuseIfAny()
            try units.apply(in: transaction)
            try procedures.apply(in: transaction)
            let isNewCalendar = try content.calendar.map {
                try CalendarVersions.keep($0, in: transaction)
            }
            if units.count + procedures.count > 0 || isNewCalendar == true {
                try transaction.execute("UPDATE catalogue_revision SET revision = revision + 1")
                try transaction.audit(
                    "catalogue-imported", by: actor, of: "catalogue", commitment: content.hash)
            }
            return ImportCatalogue.Reply(
                units: units.count, procedures: procedures.count,
                calendars: isNewCalendar == true ? 1 : 0,
                unchanged: units.unchanged + procedures.unchanged
                    + (isNewCalendar == false ? 1 : 0))
        }
    }

    /// What the files say, and what is wrong with each by itself.
    private struct Content {
        var units: [CatalogueUnit] = []
        var procedures: [CatalogueProcedure] = []
        var calendar: CalendarTable?
        var problems = CatalogueProblems()
        let hash: String

        init(_ files: [ImportCatalogue.File]) {
            hash =
                keyedHash(key: nil, Array(files.map { $0.name + "\n" + $0.text }.joined().utf8)).hex
            if files.isEmpty { problems.add("files", "Không có tệp nào để nạp.") }
            if files.count > filesLimit { problems.add("files", "Quá \(filesLimit) tệp.") }
            var names: Set<String> = []
            for file in files.prefix(filesLimit) {
                guard names.insert(file.name).inserted else {
                    problems.add(file.name, "Tệp bị lặp lại.")
                    continue
                }
                read(file)
            }
        }

        private mutating func read(_ file: ImportCatalogue.File) {
            guard file.text.utf8.count <= fileLimit else {
                return problems.add(file.name, "Tệp dài quá 1 MiB.")
            }
            // Editors differ in how they write accents; the catalogue has one way (NFC).
            let file = ImportCatalogue.File(
                name: file.name, text: file.text.precomposedStringWithCanonicalMapping)
            if file.name == "units.csv" {
                units = CatalogueUnitRules.units(in: file, &problems)
            } else if file.name.hasPrefix("procedures/"), file.name.hasSuffix(".json") {
                guard let read = CatalogueJSON.procedure(in: file, &problems) else { return }
                CatalogueProcedureRules.check(read, &problems)
                procedures.append(read)
            } else if file.name == "calendar.json" {
                calendar = CatalogueJSON.calendar(in: file, &problems)
            } else {
                problems.add(
                    file.name,
                    "Không rõ tệp này; chỉ nhận units.csv, calendar.json và "
                        + "procedures/<mã thủ tục>.json.")
            }
        }
    }
}
