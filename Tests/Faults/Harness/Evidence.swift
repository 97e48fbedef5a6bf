import Contracts
import Foundation
import TestSupport

/// Everything that is left when the programs have ended, for the oracle to read.
struct Evidence: Sendable {
    /// The files of the stores, by the service that owns them.
    var stores: [ServiceName: String]
    /// Where document storage keeps its files, and its key.
    var blobs: String
    var documentsKey: String
    /// What the SMTP server has taken.
    var mails: [SMTPSink.Mail]
    /// What the load was promised.
    var facts: Ledger.Facts
    /// The files that may hold nothing personal: logs, what Redis has written, error pages.
    var openFiles: [String]
    /// Messages that consumer groups were given and have not acknowledged, or have not read.
    var owed: [String]
    /// Ids of the messages that the test itself made dead letters.
    var plantedDeadLetters: Set<String> = []

    /// Ends the deployment's programs and collects what they leave.
    static func collect(
        from deployment: Deployment, _ ledger: Ledger, plantedDeadLetters: Set<String> = []
    ) throws -> Evidence {
        let owed = try deployment.owed()
        deployment.end()
        let settings = deployment.environment
        let facts = ledger.facts
        let errors = deployment.folder.path + "/error-pages"
        try facts.errorPages.sorted().joined(separator: "\n")
            .write(toFile: errors, atomically: true, encoding: .utf8)
        try deployment.keepWire("at-the-end")
        let wires = try FileManager.default.contentsOfDirectory(atPath: deployment.folder.path)
            .filter { $0.hasPrefix("wire-") }.map { deployment.folder.path + "/" + $0 }
        let logs = Deployment.programs.map { deployment.folder.path + "/\($0).log" }
        return Evidence(
            stores: Dictionary(
                uniqueKeysWithValues: Deployment.storeSettings.map { ($0, settings[$1]!) }),
            blobs: settings["BLOB_DIRECTORY"]!, documentsKey: settings["DOCUMENTS_KEY_FILE"]!,
            mails: try deployment.sink?.mails() ?? [], facts: facts,
            openFiles: logs + wires + [errors], owed: owed,
            plantedDeadLetters: plantedDeadLetters)
    }
}

extension Evidence {
    /// The same in files of its own, to be changed.
    func copied(to folder: String) throws -> Evidence {
        func copy(_ path: String) throws -> String {
            let new = folder + "/" + URL(fileURLWithPath: path).lastPathComponent
            try FileManager.default.copyItem(atPath: path, toPath: new)
            return new
        }
        var copied = self
        copied.stores = try stores.mapValues(copy)
        copied.blobs = try copy(blobs)
        copied.openFiles = try openFiles.map(copy)
        return copied
    }
}

extension Deployment {
    /// The setting that names each service's store.
    static let storeSettings: [(ServiceName, String)] = [
        (.identity, "IDENTITY_STORE"), (.mailer, "MAILER_STORE"),
        (.dossierIntake, "DOSSIERS_STORE"), (.documentStorage, "DOCUMENTS_STORE"),
        (.notification, "NOTICES_STORE"),
    ]

    /// Copies all that Redis has written to a file of that name, for the oracle.
    func keepWire(_ name: String) throws {
        let path = folder.path + "/wire-" + name
        try redis.everythingWritten().write(to: URL(fileURLWithPath: path))
    }

    /// A line for each consumer group that still owes something.
    func owed() throws -> [String] {
        var owed: [String] = []
        for service in ServiceName.allCases {
            let groups =
                [("commands", service)]
                + Directory.subscribers(of: service).map { ("events", $0) }
            for (kind, group) in groups {
                let stream = "egov:\(kind):\(service.rawValue)"
                let pending =
                    try redis.cli("XPENDING", stream, group.rawValue)
                    .split(separator: "\n").first ?? "no answer"
                if pending != "0" { owed.append("\(stream): \(group.rawValue) owes \(pending)") }
            }
        }
        return owed
    }
}
