import Contracts
import HTTP
import Lifecycle
import Messaging
import Store

@main struct Main {
    static func main() async {
        await Program.run(
            "document-storage", summary: "keeps every stored byte, and who may read it",
            settings: DocumentStorageSettings.table
        ) { settings in
            let readiness = Readiness()
            let store = try await Store.open(
                settings[DocumentStorageSettings.store], migrations: Schema.migrations)
            let bus = try Bus(program: "document-storage", settings: settings, readiness: readiness)
            let parts = try StorageParts(store: store, settings: settings)
            let service = try Service(
                .documentStorage, store: store, bus: bus, readiness: readiness,
                handlers: parts.handlers)
            let health = try HealthServer(
                port: settings[HealthServer.port], readiness: readiness)
            let files = try parts.files.server(
                host: settings[DocumentStorageSettings.host],
                port: settings[DocumentStorageSettings.port])
            let sweep = Periodic("sweep of files", every: SweepFiles.interval) {
                try await parts.sweep.sweep()
            }
            return [bus, service, files, sweep, health]
        }
    }
}
