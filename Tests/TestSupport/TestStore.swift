package import Contracts
import Foundation
package import Lifecycle
package import Messaging
package import Store
import Synchronization

/// A folder that is removed with the value that holds it.
package final class TemporaryFolder: Sendable {
    /// Its path.
    package let path: String

    /// A new, empty folder.
    package init() throws {
        path = NSTemporaryDirectory() + "egov-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    // A leftover in the temporary directory harms nobody.
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A real store in a folder of its own.
package struct TestStore: Sendable {
    /// The folder, for what lies beside the store.
    package let folder: TemporaryFolder
    /// The store.
    package let store: Store

    /// A new store with this schema.
    package init(_ migrations: [Migration], clock: WallClock = .system) async throws {
        folder = try TemporaryFolder()
        store = try await Store.open(
            folder.path + "/store.db", migrations: migrations, clock: clock)
    }

    /// A message on its way to a handler that works on this store.
    package func delivery(
        of type: any Message.Type, from caller: Caller, id: String = UUID().uuidString,
        idempotencyKey: String? = nil, data: [UInt8] = [],
        at time: Timestamp = WallClock.system.now()
    ) -> Delivery {
        Delivery(
            id: id, type: type.name, caller: caller, sentAt: time, idempotencyKey: idempotencyKey,
            data: data, store: store)
    }

    /// The wire names of what waits in the outbox, in order, with their JSON.
    package func outbox() async throws -> [(type: String, json: String)] {
        try await store.read { snapshot in
            try snapshot.rows("SELECT type, data FROM outbox ORDER BY number").map { row in
                (try row["type"], String(decoding: try row["data"] as [UInt8], as: UTF8.self))
            }
        }
    }
}

/// A clock that a test moves by hand.
package final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    /// Stands at 2026-11-23 08:00 in Đà Nẵng, a Monday, unless told otherwise.
    package init(_ start: String = "2026-11-23T08:00:00+07:00") {
        time = Mutex(Timestamp(rfc3339: start)!)
    }

    /// The clock to hand to what is tested.
    package var clock: WallClock { WallClock { self.time.withLock { $0 } } }

    /// Moves the clock forward.
    package func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }

    /// Sets the clock.
    package func set(_ moment: String) { time.withLock { $0 = Timestamp(rfc3339: moment)! } }
}
