import Contracts
import Lifecycle
import Messaging
import Store

/// Keeps which paper a scan shows and how long it is valid. What an officer has compared vouches for
/// both: a change takes the mark away.
struct ClassifyPaperHandler: CommandHandler {
    /// The paper as it is now.
    func handle(_ command: ClassifyPaper, _ delivery: Delivery) async throws -> PersonalPaper {
        let citizen = try delivery.caller.requireCitizen()
        if let from = command.validFrom, let to = command.validTo, to < from {
            throw Refusal.fields([.init("validTo", "Ngày hết hạn phải sau ngày có hiệu lực.")])
        }
        return try await delivery.transaction { transaction in
            let before = try StoredDocument.own(command.id, of: citizen, in: transaction)
            guard before.version == command.version else { throw Refusal.changedMeanwhile }
            let isSame =
                before.kind == command.kind && before.validFrom == command.validFrom
                && before.validTo == command.validTo
            let row = try transaction.first(
                """
                UPDATE documents SET kind = \(command.kind), valid_from = \(command.validFrom),
                    valid_to = \(command.validTo), version = version + 1
                WHERE id = \(command.id) AND version = \(command.version)
                RETURNING *
                """)
            guard let row else { throw Refusal.changedMeanwhile }
            var after = try StoredDocument(row)
            if !isSame, after.comparison != nil {
                try ComparisonMark.keep(nil, on: after, in: transaction)
                after = try StoredDocument.own(command.id, of: citizen, in: transaction)
            }
            return try after.paper(on: transaction.time.localDate, in: transaction)
        }
    }
}
