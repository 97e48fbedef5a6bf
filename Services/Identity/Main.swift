import Contracts
import Cryptography
import HTTP
import Lifecycle
import Messaging
import Store

/// The program `identity`: citizens, officers, their credentials and sessions.
@main struct Main {
    static let store = Setting<String>(
        "IDENTITY_STORE", default: "sqlite:var/identity.db", "identity's store: sqlite:path")
    static let keyFile = Setting<String>(
        "IDENTITY_KEY_FILE", isSecret: true,
        "file (mode 0400) with identity's 32 bytes, from which every secret is derived")
    static let memory = Setting<Int>(
        "PASSWORD_MEMORY_MIB", default: 46, "memory of one password hash (Argon2id), MiB")
    static let passes = Setting<Int>(
        "PASSWORD_PASSES", default: 1, "passes of one password hash; 2 with 19 MiB on small hosts")

    static func main() async {
        let own: [any SettingDescription] = [
            HealthServer.port, store, keyFile, memory, passes,
        ]
        await Program.run(
            "identity", summary: "citizens, officers, credentials and sessions",
            settings: Bus.settings + own + Policy.settings
        ) { settings in
            let readiness = Readiness()
            let store = try await Store.open(settings[store], migrations: Schema.migrations)
            let bus = try Bus(program: "identity", settings: settings, readiness: readiness)
            let desk = Desk(
                store: store,
                secrets: Secrets(serviceKey: try settings.secretKey(keyFile)),
                policy: try Policy(settings),
                passwords: try PasswordWorkers(
                    cost: .init(
                        memoryMiB: max(8, try settings[memory]),
                        passes: max(1, try settings[passes]))))
            let service = try Service(
                .identity, store: store, bus: bus, readiness: readiness, handlers: desk.handlers)
            return [
                bus, service,
                Periodic("cleaning", every: .seconds(3600)) { try await desk.cleaning.run() },
                try HealthServer(port: settings[HealthServer.port], readiness: readiness),
            ]
        }
    }
}
