import Contracts
import Foundation

extension Subcommand {
    /// `egovctl catalogue import`.
    static let importCatalogue = Subcommand(
        words: ["catalogue", "import"], synopsis: "[DIR] [--json]",
        summary:
            "loads units, procedures and calendar (DIR/*.csv, DIR/*.json, DIR/procedures/*.json)",
        flags: ["--json"]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 1)
        let root = environment.root ?? "."
        let folder = arguments.positions.first ?? root + "/deploy/catalogue"
        let files = try CatalogueFolder.files(in: folder)
        let reply = try await Console.open(environment) { console in
            try await console.ask(ImportCatalogue(files: files), timeout: .seconds(30))
        }
        try Report.show(
            reply,
            inWords: """
                Catalogue loaded from \(folder): \(reply.units) units and \(reply.procedures) \
                procedures new or changed, \(reply.unchanged) unchanged\
                \(reply.calendars > 0 ? "; a new working calendar" : "").
                """, for: arguments)
        return .done
    }
}

/// The catalogue's files on disk.
enum CatalogueFolder {
    /// `*.csv` and `*.json` of the folder and `*.json` of its `procedures`, by name.
    static func files(in folder: String) throws -> [ImportCatalogue.File] {
        let files = FileManager.default
        guard let entries = try? files.contentsOfDirectory(atPath: folder) else {
            throw UsageError(description: "no folder \(folder)")
        }
        // A catalogue without procedures has units only.
        let procedures = (try? files.contentsOfDirectory(atPath: folder + "/procedures")) ?? []
        let names =
            entries.filter { $0.hasSuffix(".csv") || $0.hasSuffix(".json") }
            + procedures.filter { $0.hasSuffix(".json") }.map { "procedures/\($0)" }
        guard !names.isEmpty else {
            throw UsageError(description: "\(folder) holds no *.csv, *.json and procedures/*.json")
        }
        return try names.sorted().map { name in
            let bytes = try Foundation.Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw UsageError(description: "\(name) is not UTF-8")
            }
            return ImportCatalogue.File(name: name, text: text)
        }
    }
}
