import Contracts
import Lifecycle
import Messaging
import Store

/// Keeps what a citizen has filled in so far, complete or not; one draft for each procedure.
struct SaveDraftHandler: CommandHandler {
    let seal: AnswerSeal

    /// Answers that a draft takes at most.
    static let answerLimit = 500
    /// Characters of an answer's key.
    static let keyLimit = 100

    /// The draft in its new version; refuses one that was changed meanwhile.
    func handle(_ command: SaveDraft, _ delivery: Delivery) async throws -> Draft {
        let citizen = try delivery.caller.requireCitizen()
        try Self.check(command)
        let seal = seal
        var draft = try await delivery.transaction { transaction in
            let found = try Catalogue.procedure(
                command.procedure, on: transaction.time.localDate, in: transaction)
            guard let procedure = found?.procedure else { throw Refusal.noSuchProcedure }
            return try Self.keep(command, of: citizen, for: procedure, seal, in: transaction)
        }
        // The answers are not kept in the stored reply; a repeated command brings the same ones.
        draft.answers = command.answers
        return draft
    }

    private static func check(_ command: SaveDraft) throws {
        var problems: [Refusal.Field] = []
        if command.answers.count > answerLimit {
            problems.append(.init("answers", "Bản nháp có quá nhiều mục."))
        }
        if command.answers.keys.contains(where: { $0.isEmpty || $0.count > keyLimit }) {
            problems.append(.init("answers", "Bản nháp có mục với tên không hợp lệ."))
        }
        problems += [
            ComponentRules.tooManyComponents(command.components),
            ComponentRules.tooManyDocuments(command.components),
        ].compactMap(\.self)
        guard problems.isEmpty else { throw Refusal.fields(problems) }
        let others =
            try StrictJSON.encode(command.components).count
            + (command.caseKey?.utf8.count ?? 0) + (command.unit?.rawValue.utf8.count ?? 0)
        guard others <= DossierContent.byteLimit else { throw Refusal.answersTooLarge }
    }

    private static func keep(
        _ command: SaveDraft, of citizen: CitizenID, for procedure: Procedure, _ seal: AnswerSeal,
        in transaction: borrowing Transaction
    ) throws -> Draft {
        let answers = try seal.seal(
            command.answers, for: KeptDraft.sealedRow(citizen, procedure.code))
        let components = try StrictJSON.encode(command.components)
        let row = DraftRow(
            citizen: citizen, procedure: procedure.code, procedureName: procedure.name,
            caseKey: command.caseKey, unit: command.unit, answers: answers,
            components: components, savedAt: transaction.time)
        let kept = try transaction.first(
            command.version.map { DossierStatement.replace(row, version: $0) }
                ?? DossierStatement.insert(row))
        guard let kept else { throw Refusal.changedMeanwhile }
        return Draft(
            procedure: procedure.code, procedureName: procedure.name, caseKey: command.caseKey,
            unit: command.unit, answers: [:], components: command.components,
            savedAt: transaction.time, version: try kept["version"])
    }
}
