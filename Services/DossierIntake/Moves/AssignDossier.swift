import Contracts
import Lifecycle
import Messaging
import Store

/// Gives a dossier to an officer of its unit: taken for oneself, given by the leader, or handed back.
struct AssignDossierHandler: CommandHandler {
    let seal: AnswerSeal

    /// Where the dossier stands; refuses to take what another has, unless the leader says so.
    func handle(_ command: AssignDossier, _ delivery: Delivery) async throws -> MovedDossier {
        let officer = try delivery.caller.requireOfficer()
        let caller = DossierCaller.officer(officer)
        let seal = seal
        return try await delivery.transaction { transaction in
            let dossier = try KeptDossier.find(command.code, for: caller, in: transaction)
            try dossier.requireVersion(command.version, in: transaction)
            guard dossier.course.closedAt == nil else {
                throw Refusal.dossierClosed(dossier.status)
            }
            let assignee = try Self.assignee(
                command, by: officer, before: dossier.course.assignee, in: transaction)
            let version = try dossier.keep(
                .assignee(assignee), by: StepActor(caller), seal, in: transaction)
            return MovedDossier(
                code: dossier.code, status: dossier.status, dueAt: dossier.course.dueAt,
                paper: nil, version: version)
        }
    }

    private static func assignee(
        _ command: AssignDossier, by officer: OfficerCaller, before: NamedOfficer?,
        in transaction: borrowing Transaction
    ) throws -> NamedOfficer? {
        let isLeader = officer.duties.contains(.leadership)
        if let before, before.id != officer.id, !isLeader {
            guard try officer.standsIn(for: before.id, in: transaction) else {
                throw Refusal.assignedToAnother(before.name)
            }
        }
        guard let wanted = command.officer else { return nil }
        if wanted == officer.id { return NamedOfficer(id: officer.id, name: officer.name) }
        guard isLeader else {
            throw Refusal(
                .forbidden, "assignment-of-leader",
                "Chỉ lãnh đạo đơn vị phân công hồ sơ cho cán bộ khác.")
        }
        guard let named = try UnitOfficers.named(wanted, in: officer.unit, transaction) else {
            throw Refusal.fields([
                .init("officer", "Đơn vị không có cán bộ này, hoặc tài khoản đã đóng.")
            ])
        }
        return named
    }
}

extension OfficerCaller {
    /// Whether the officer does another's work today.
    func standsIn(
        for absent: OfficerID, in transaction: borrowing Transaction
    ) throws -> Bool {
        try UnitOfficers.absent(
            standingIn: id, on: transaction.time.localDate, in: transaction
        ).contains(absent)
    }
}
