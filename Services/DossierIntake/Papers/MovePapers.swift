import Contracts
import Lifecycle
import Store

extension PaperDesk {
    /// The paper that the law prescribes for a move that was just made; nil for the other moves.
    ///
    /// - Parameters:
    ///   - before: The dossier as it stood.
    ///   - after: The dossier as the move has left it.
    ///   - officer: Who made the move.
    func paper(
        for move: Move, before: KeptDossier, after: KeptDossier, by officer: String,
        in transaction: borrowing Transaction
    ) throws -> Paper? {
        if move == .accept || move == .completeSupplement && after.course.acceptedAt != nil {
            // The time begins, or begins anew: with it the promise of a day.
            return try receipt(of: after, in: transaction)
        }
        let now = transaction.time
        let office = try office(of: after, on: now, in: transaction)
        let text = MoveText(
            before: before, after: after, applicant: try applicant(of: after), office: office,
            officer: officer, now: now,
            componentNames: Dictionary(
                try after.procedureContent(in: transaction).components.map { ($0.key, $0.name) },
                uniquingKeysWith: { first, _ in first }))
        guard let content = text.content(of: move) else { return nil }
        var paper = Paper(
            ruleSet: after.law.id, head: office.head(number: nil, at: now), content: content)
        paper.head.number = try IssuedPapers.nextNumber(
            of: paper.kind, in: after.unit, on: now.localDate, transaction)
        return paper
    }
}

/// What the paper of a move says.
private struct MoveText {
    let before: KeptDossier
    let after: KeptDossier
    let applicant: PaperApplicant
    let office: IssuingOffice
    let officer: String
    let now: Timestamp
    /// What the procedure calls its components.
    let componentNames: [String: String]

    func content(of move: Move) -> Paper.Content? {
        switch move {
        case .requestSupplement(let supplement): .supplement(slip(supplement))
        case .refuse(let grounds): .refusal(refusal(grounds))
        case .apologise(let reason, _): apology(reason).map { .apology($0) }
        case .stop(let grounds): .stop(notice(grounds))
        default: nil
        }
    }

    private func slip(_ supplement: Move.Supplement) -> SupplementSlip {
        SupplementSlip(
            code: after.code, applicant: applicant, content: after.procedureName,
            items: supplement.items.map { item in
                let name = item.component.flatMap { componentNames[$0] }
                return [name, item.content].compactMap { $0 }.joined(separator: ": ")
            },
            reason: supplement.grounds.reason, legalGround: supplement.grounds.legalGround,
            lastDay: supplement.lastDay, officer: officer, officerPhone: office.phone)
    }

    private func refusal(_ grounds: Move.Grounds) -> ReceptionRefusal {
        ReceptionRefusal(
            code: after.code, applicant: applicant, content: after.procedureName,
            reason: grounds.reason, legalGround: grounds.legalGround,
            advice: "Ông/Bà có thể nộp hồ sơ mới khi đã đủ điều kiện, hoặc liên hệ "
                + "số điện thoại \(office.phone) để được hướng dẫn.",
            officer: officer)
    }

    private func apology(_ reason: String) -> DelayApology? {
        guard let old = before.course.dueAt, let new = after.course.dueAt else { return nil }
        return DelayApology(
            code: after.code, applicant: applicant, content: after.procedureName,
            receivedAt: after.course.acceptedAt ?? after.submittedAt, oldDueAt: old,
            newDueAt: new, reason: reason, leader: nil)
    }

    private func notice(_ grounds: Move.Grounds) -> StopNotice {
        StopNotice(
            code: after.code, applicant: applicant, content: after.procedureName,
            receivedAt: after.course.acceptedAt, stoppedAt: now, reason: grounds.reason,
            legalGround: grounds.legalGround,
            advice: "Ông/Bà nhận lại giấy tờ đã nộp tại \(office.counter).",
            contact: "\(office.desk), số điện thoại \(office.phone)", leader: officer)
    }
}
