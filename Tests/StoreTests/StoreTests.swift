import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@Suite struct StoreTests {
    static let schema = [
        Migration(
            "001-things",
            """
            CREATE TABLE things (
                id TEXT PRIMARY KEY, number BIGINT NOT NULL CHECK (number >= 0), content BYTEA);
            """)
    ]

    func count(_ store: Store) async throws -> Int {
        try await store.read { try $0.first("SELECT count(*) AS n FROM things")!["n"] }
    }

    @Test func `keeps every kind of value as it was`() async throws {
        let test = try await TestStore(Self.schema)
        let bytes: [UInt8] = [0, 1, 255]
        try await test.store.write { transaction in
            try transaction.execute(
                "INSERT INTO things (id, number, content) VALUES (\("Đào"), \(Int64.max), \(bytes))"
            )
            try transaction.execute(
                "INSERT INTO things (id, number, content) VALUES (\("rỗng"), \(0), \([UInt8]?.none))"
            )
        }
        let rows = try await test.store.read {
            try $0.rows("SELECT id, number, content FROM things ORDER BY number DESC")
        }
        #expect(try rows[0]["id"] == "Đào")
        #expect(try rows[0]["number"] == Int64.max)
        #expect(try rows[0]["content"] == bytes)
        #expect(try rows[1]["content"] as [UInt8]? == nil)
    }

    @Test func `parameters written in another order and twice keep their places`() async throws {
        let test = try await TestStore(Self.schema)
        let inner: SQL = "SELECT \("x") AS a, \(2) AS b"
        let row = try await test.store.read { snapshot in
            try snapshot.first(
                "SELECT a, b, \(3) AS c, \("x") AS d FROM (\(part: inner)) WHERE a = \("x") AND b = \(2)"
            )
        }
        #expect(try row?["c"] == 3)
        #expect(try row?["d"] == "x")
    }

    @Test func `a value can never become SQL`() async throws {
        let test = try await TestStore(Self.schema)
        let evil = "'); DROP TABLE things; --"
        try await test.store.write { transaction in
            _ = try transaction.execute("INSERT INTO things (id, number) VALUES (\(evil), 1)")
        }
        let id: String = try await test.store.read { try $0.first("SELECT id FROM things")!["id"] }
        #expect(id == evil)
    }

    @Test func `a change that throws leaves no trace and does not disturb its neighbours`()
        async throws
    {
        let test = try await TestStore(Self.schema)
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    _ = try? await test.store.write { transaction in
                        try transaction.execute(
                            "INSERT INTO things (id, number) VALUES (\("\(number)"), \(number))")
                        if number.isMultiple(of: 4) { throw CancellationError() }
                        if number.isMultiple(of: 5) {
                            try transaction.execute(
                                "INSERT INTO things (id, number) VALUES (\("\(number)b"), -1)")
                        }
                    }
                }
            }
        }
        let kept = (0..<200).filter { !$0.isMultiple(of: 4) && !$0.isMultiple(of: 5) }.count
        #expect(try await count(test.store) == kept)
    }

    @Test func `a nested part that throws is undone alone`() async throws {
        let test = try await TestStore(Self.schema)
        try await test.store.write { transaction in
            try transaction.execute("INSERT INTO things (id, number) VALUES ('outer', 1)")
            try? transaction.nested { inner in
                try inner.execute("INSERT INTO things (id, number) VALUES ('inner', 2)")
                throw CancellationError()
            }
        }
        #expect(try await count(test.store) == 1)
    }

    @Test func `a broken rule of the schema is told from a broken disk`() async throws {
        let test = try await TestStore(Self.schema)
        let error = await #expect(throws: StoreError.self) {
            try await test.store.write { transaction in
                _ = try transaction.execute("INSERT INTO things (id, number) VALUES ('a', -1)")
            }
        }
        guard case .constraint = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a full disk fails the whole batch and later ones succeed`() async throws {
        let test = try await TestStore(Self.schema)
        let limit = try await test.store.read { snapshot -> Int in
            try snapshot.first("PRAGMA page_count")!["page_count"]
        }
        try await test.store.write { transaction in
            _ = try transaction.rows(
                "PRAGMA max_page_count = \(part: SQL(stringLiteral: "\(limit + 3)"))")
        }
        let big = [UInt8](repeating: 7, count: 100_000)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<10 {
                group.addTask {
                    do {
                        try await test.store.write { transaction in
                            _ = try transaction.execute(
                                "INSERT INTO things VALUES (\("\(number)"), \(number), \(big))")
                        }
                        return true
                    } catch StoreError.unavailable { return false } catch {
                        Issue.record("\(error)")
                        return false
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { !$0 })
        #expect(try await count(test.store) == 0)
        try await test.store.write { transaction in
            _ = try transaction.rows("PRAGMA max_page_count = 1000000")
        }
        try await test.store.write { transaction in
            _ = try transaction.execute("INSERT INTO things VALUES ('later', 1, \(big))")
        }
        #expect(try await count(test.store) == 1)
    }

    @Test func `numbers for rows grow without end, also when the clock goes back`() async throws {
        let clock = TestClock()
        let test = try await TestStore(Self.schema, clock: clock.clock)
        let first = try await test.store.write { [$0.nextNumber(), $0.nextNumber()] }
        clock.advance(by: .seconds(-3600))
        let second = try await test.store.write { [$0.nextNumber(), $0.nextNumber()] }
        let all = first + second
        #expect(all == all.sorted() && Set(all).count == 4)
    }

    @Test func `a migration that was changed after its release is refused`() async throws {
        let test = try await TestStore(Self.schema)
        let folder = try TemporaryFolder()
        _ = test
        _ = try await Store.open(folder.path + "/a.db", migrations: Self.schema).checkpoint()
        await #expect(throws: ConfigurationError.self) {
            _ = try await Store.open(
                folder.path + "/a.db", migrations: [Migration("001-things", "SELECT 1")])
        }
    }

    @Test func `a second process cannot open the same store`() async throws {
        let test = try await TestStore(Self.schema)
        await #expect(throws: ConfigurationError.self) {
            _ = try await Store.open(
                test.folder.path + "/store.db", migrations: Self.schema, lockTimeout: .zero)
        }
    }
}
