import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// Keeps a message between a citizen and the unit, or a note of the unit, and announces the former.
struct SendDossierMessageHandler: CommandHandler {
    let store: Store
    let seal: AnswerSeal
    let describe: DescribedDocuments

    /// Characters of a message.
    static let textLimit = 4_000
    /// Files of a message.
    static let documentLimit = 5
    /// Messages of a dossier; who has more to say comes to the counter.
    static let messageLimit = 500

    /// The message as it is kept.
    func handle(
        _ command: SendDossierMessage, _ delivery: Delivery
    ) async throws -> DossierMessage {
        let caller = try DossierCaller(delivery.caller)
        let draft = try MessageDraft(command, caller)
        if let known = try await delivery.earlierReply(as: DossierMessage.self) {
            return draft.shown(known)
        }
        let papers = try await papers(of: command, draft, caller)
        let seal = seal
        let kept = try await delivery.transaction { transaction in
            let dossier = try KeptDossier.find(command.code, for: caller, in: transaction)
            return try draft.keep(
                on: dossier, with: papers, by: caller, seal: seal, in: transaction)
        }
        return draft.shown(kept)
    }

    private func papers(
        of command: SendDossierMessage, _ draft: MessageDraft, _ caller: DossierCaller
    ) async throws -> [AttachedDocument] {
        guard !draft.documents.isEmpty else { return [] }
        let citizen = try await store.read { snapshot in
            try KeptDossier.find(command.code, for: caller, in: snapshot).citizen
        }
        let found = try await describe(citizen, draft.documents)
        guard found.count == draft.documents.count else {
            throw Refusal.fields([
                .init("documents", "Có tệp chưa tải lên xong hoặc không còn. Vui lòng tải lại tệp.")
            ])
        }
        return draft.documents.compactMap { id in found.first { $0.id == id } }
    }
}

/// A message that was found well-formed.
private struct MessageDraft: Sendable {
    let text: String
    let documents: [DocumentID]
    let side: MessageSide
    let isInternal: Bool

    init(_ command: SendDossierMessage, _ caller: DossierCaller) throws(Refusal) {
        side = if case .citizen = caller { .citizen } else { .unit }
        isInternal = command.isInternal ?? false
        text = command.text.trimmingCharacters(in: .whitespacesAndNewlines)
        documents = command.documents ?? []
        let problems = Self.problems(text, documents, isInternal: isInternal, side)
        guard problems.isEmpty else { throw .fields(problems) }
    }

    private static func problems(
        _ text: String, _ documents: [DocumentID], isInternal: Bool, _ side: MessageSide
    ) -> [Refusal.Field] {
        var problems: [Refusal.Field] = []
        let limit = SendDossierMessageHandler.textLimit
        if text.isEmpty {
            problems.append(.init("text", "Vui lòng viết nội dung tin nhắn."))
        } else if text.utf8.count > 4 * limit || text.count > limit {
            problems.append(.init("text", "Tin nhắn dài quá \(limit) ký tự."))
        } else if text.unicodeScalars.contains(where: {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" && $0 != "\r"
        }) {
            problems.append(.init("text", "Tin nhắn có ký tự không dùng được."))
        }
        let most = SendDossierMessageHandler.documentLimit
        if documents.count > most || Set(documents).count < documents.count {
            problems.append(
                .init("documents", "Một tin nhắn được kèm nhiều nhất \(most) tệp khác nhau."))
        }
        if isInternal, side == .citizen {
            problems.append(.init("isInternal", "Ghi chú nội bộ chỉ dành cho cán bộ."))
        }
        return problems
    }

    /// The message with its words, which the stored reply does not repeat.
    func shown(_ message: DossierMessage) -> DossierMessage {
        var message = message
        message.text = text
        return message
    }

    /// Keeps it; the stored reply carries no words.
    func keep(
        on dossier: KeptDossier, with papers: [AttachedDocument], by caller: DossierCaller,
        seal: AnswerSeal, in transaction: borrowing Transaction
    ) throws -> DossierMessage {
        let count = try transaction.first(MessageStatement.count(of: dossier.id))?["n"] ?? 0
        guard count < SendDossierMessageHandler.messageLimit else {
            throw Refusal.tooManyMessages
        }
        let number = transaction.nextNumber()
        let author = StepActor(caller)
        let body = try seal.seal(text, for: MessageStatement.sealedRow(dossier.id, number))
        try transaction.execute(
            """
            INSERT INTO dossier_messages
                (dossier, number, author, author_name, side, is_internal, body, documents, sent_at)
            VALUES (\(dossier.id), \(number), \(author.id), \(author.name), \(side),
                \(isInternal), \(body), \(try StrictJSON.encode(papers)), \(transaction.time))
            """)
        if !isInternal { try announce(number, on: dossier, in: transaction) }
        return DossierMessage(
            id: "\(number)", side: side, author: author.name, text: "", documents: papers,
            isInternal: isInternal, sentAt: transaction.time, readAt: nil)
    }

    private func announce(
        _ number: Int64, on dossier: KeptDossier, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(MessageStatement.countUnread(of: dossier.id, from: side))
        try transaction.publish(
            DossierMessageSent(
                message: "\(dossier.id)-\(number)", dossier: dossier.id, code: dossier.code,
                citizen: dossier.citizen, unit: dossier.unit, unitName: dossier.unitName,
                procedureName: dossier.procedureName, side: side, documents: documents,
                sentAt: transaction.time))
    }
}

extension Refusal {
    fileprivate static let tooManyMessages = Refusal(
        .conflict, "too-many-messages",
        "Hồ sơ đã có quá nhiều tin nhắn. Vui lòng gọi điện hoặc đến đơn vị giải quyết.")
}
