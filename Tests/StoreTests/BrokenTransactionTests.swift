import Store
import TestSupport
import Testing

/// What is kept when SQLite or a change itself breaks the transaction that changes share.
@Suite struct BrokenTransactionTests {
    static let schema = [
        Migration(
            "001-things",
            """
            CREATE TABLE things (id TEXT PRIMARY KEY);
            CREATE TABLE parts (
                id TEXT PRIMARY KEY,
                thing TEXT NOT NULL REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED);
            """)
    ]

    func count(_ store: Store) async throws -> Int {
        try await store.read {
            try $0.first(
                "SELECT (SELECT count(*) FROM things) + (SELECT count(*) FROM parts) AS n")!["n"]
        }
    }

    @Test func `a change that goes on after SQLite undid the transaction keeps nothing`()
        async throws
    {
        let test = try await TestStore(Self.schema)
        await #expect(throws: StoreError.self) {
            try await test.store.write { transaction in
                try transaction.execute("INSERT INTO things VALUES ('a')")
                // SQLite ends the whole transaction here, as it may on a disk that fails.
                _ = try? transaction.execute("INSERT OR ROLLBACK INTO things VALUES ('a')")
                try transaction.execute("INSERT INTO things VALUES ('b')")
            }
        }
        #expect(try await count(test.store) == 0)
        try await test.store.write { _ = try $0.execute("INSERT INTO things VALUES ('c')") }
        #expect(try await count(test.store) == 1)
    }

    @Test func `a change that cannot be undone alone is undone with its batch`() async throws {
        let test = try await TestStore(Self.schema)
        await #expect(throws: (any Error).self) {
            try await test.store.write { transaction in
                try transaction.execute("RELEASE nested")
                try transaction.execute("INSERT INTO things VALUES ('a')")
                throw CancellationError()
            }
        }
        #expect(try await count(test.store) == 0)
    }

    @Test func `a commit that fails after its only change failed answers it once`() async throws {
        let test = try await TestStore(Self.schema)
        await #expect(throws: (any Error).self) {
            try await test.store.write { transaction in
                // A part without its thing, outside of what is undone: only the commit can fail.
                try transaction.execute("RELEASE nested")
                try transaction.execute("INSERT INTO parts VALUES ('p', 'missing')")
                try transaction.execute("SAVEPOINT nested")
                throw CancellationError()
            }
        }
        #expect(try await count(test.store) == 0)
        try await test.store.write { _ = try $0.execute("INSERT INTO things VALUES ('c')") }
        #expect(try await count(test.store) == 1)
    }

    @Test func `statements of many lengths are all run`() async throws {
        let test = try await TestStore(Self.schema)
        let found = try await test.store.read { snapshot in
            try (1...1500).map { count -> Int in
                try snapshot.first("SELECT \(count) IN \(list: Array(1...count)) AS n")!["n"]
            }
        }
        #expect(found.allSatisfy { $0 == 1 })
    }
}
