import Contracts
import Lifecycle
import Messaging
import Store

/// Notes what the other system said of a dossier. The dossier itself is not changed by it.
struct ReportSyncHandler: CommandHandler {
    /// Refuses a version that the dossier has not had.
    func handle(_ command: ReportSync, _ delivery: Delivery) async throws -> DossierSync {
        try delivery.caller.requireOperator()
        let reference = try Self.text(command.reference, "reference", limit: 100)
        let refusal = try Self.text(command.refusal, "refusal", limit: 500)
        return try await delivery.transaction { transaction in
            guard let named = try transaction.first(DossierStatement.named(command.code)) else {
                throw Refusal.dossierNotFound
            }
            let id: DossierID = try named["id"]
            let sent = try transaction.first(
                """
                SELECT id FROM dossiers
                WHERE id = \(id) AND version >= \(max(command.version, 1))
                """)
            guard sent != nil, command.version > 0 else {
                throw Refusal.fields([.init("version", "Hồ sơ không có phiên bản này.")])
            }
            let now = transaction.time
            try transaction.execute(
                refusal.map { SyncAxis.refused(id, command.version, why: $0, at: now) }
                    ?? SyncAxis.taken(id, command.version, reference: reference, at: now))
            let after = try transaction.first("SELECT * FROM dossiers WHERE id = \(id)")
            guard let sync = try after.flatMap(SyncAxis.of) else { throw Refusal.dossierNotFound }
            return sync
        }
    }

    private static func text(
        _ text: String?, _ field: String, limit: Int
    ) throws(Refusal) -> String? {
        guard let text else { return nil }
        guard !text.isEmpty, text.count <= limit, text.utf8.count <= 8 * limit else {
            throw .fields([.init(field, "Cần từ 1 đến \(limit) ký tự.")])
        }
        return text
    }
}
