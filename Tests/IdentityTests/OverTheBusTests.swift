import Contracts
import Cryptography
import Foundation
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct OverTheBusTests {
    @Test func `serves a whole story although every message comes twice, and Redis sees no secret`()
        async throws
    {
        let redis = try RedisServer()
        let proxy = try DuplicatingProxy(redisPort: redis.port)
        defer { proxy.stop() }
        let folder = try TemporaryFolder()
        let keyFile = folder.path + "/bus.key"
        try Data(randomBytes(32)).write(to: URL(fileURLWithPath: keyFile))
        chmod(keyFile, 0o400)
        let settings = try Settings(
            Bus.settings,
            environment: [
                "REDIS_URL": "redis://127.0.0.1:\(proxy.port)", "BUS_KEY_FILE": keyFile,
            ])
        let store = try await Store.open(
            folder.path + "/identity.db", migrations: Schema.migrations)
        let desk = Desk(
            store: store, secrets: Secrets(serviceKey: .random()), policy: Policy(),
            passwords: try PasswordWorkers(cost: .init(memoryMiB: 8)))
        let readiness = Readiness()
        let bus = try Bus(program: "identity", settings: settings, readiness: readiness)
        let service = try Service(
            .identity, store: store, bus: bus, readiness: readiness, handlers: desk.handlers)
        let gateway = try Bus(program: "gateway", settings: settings, readiness: Readiness())

        let secrets = try await withThrowingTaskGroup { group in
            let components: [any Component] = [bus, service, gateway]
            for component in components { group.addTask { try await component.run() } }
            let secrets = try await story(gateway, store)
            group.cancelAll()
            try await group.waitForAll()
            return secrets
        }
        #expect(proxy.count > 5)
        let written = Array(try redis.everythingWritten())
        #expect(!written.isEmpty)
        for (number, secret) in secrets.enumerated() {
            #expect(!written.contains(Array(secret.utf8)), "secret \(number) is in Redis")
        }
        let rows = try await store.read { snapshot in
            try snapshot.rows(
                """
                SELECT (SELECT count(*) FROM accounts) AS accounts,
                    (SELECT count(*) FROM sessions) AS sessions,
                    (SELECT count(*) FROM outbox WHERE type = 'identity.citizen-registered') AS mails,
                    (SELECT count(*) FROM dead_letters) AS dead
                """)
        }
        let counts = try #require(rows.first)
        #expect(try counts["accounts"] as Int == 1)
        #expect(try counts["sessions"] as Int == 1)
        #expect(try counts["mails"] as Int == 1)
        #expect(try counts["dead"] as Int == 0)
        #expect(try await store.verifyAudit().firstBad == nil)
    }

    /// Register, confirm, sign in, set a password; answers every secret that went by.
    private func story(_ gateway: Bus, _ store: Store) async throws -> [String] {
        let visitor = Caller.anonymous(address: "203.0.113.7")
        _ = try await gateway.request(
            RegisterCitizen(email: "an@example.vn", details: Bench.details, consent: "2026-01"),
            as: visitor, idempotencyKey: "key")
        let link = try await store.read { try $0.first("SELECT id FROM links") }
        let mail = try await gateway.request(
            RevealMailSecrets(reference: try #require(try link.map { try $0["id"] })),
            as: .service(.mailer))
        let parts = try #require(mail.parts)
        let token = try #require(parts["link"]?.split(separator: "#").last)
        _ = try await gateway.request(ConfirmRegistration(token: String(token)), as: visitor)
        let password = try #require(parts["password"])
        let step = try await gateway.request(
            SignIn(email: "an@example.vn", password: password), as: visitor)
        let opened = try await gateway.request(
            SetFirstPassword(password: Bench.ownPassword),
            as: try await caller(of: step, gateway))
        let account = try await gateway.request(
            ReadAccount(), as: try await caller(of: opened, gateway))
        #expect(account.details == Bench.details)
        return [
            String(token), password, Bench.ownPassword, try #require(step.token),
            try #require(opened.token), Bench.details.identityNumber, "an@example.vn",
        ]
    }

    private func caller(of session: OpenedSession, _ gateway: Bus) async throws -> Caller {
        let token = try #require(session.token)
        let reply = try await gateway.request(
            ResolveSession(tokenHash: SHA256.hash(Array(token.utf8)).hex),
            as: Caller(role: .service, id: "gateway"))
        return try #require(reply.caller)
    }
}
