import Contracts
import Messaging
import Store

/// Gives a dossier to an officer of its unit: taken for oneself, given by the leader, or handed back.
struct AssignDossierHandler: CommandHandler {
    let seal: AnswerSeal

    /// Where the dossier stands; refuses to take what another has, unless the leader says so.
    func handle(_ command: AssignDossier, _ delivery: Delivery) async throws -> MovedDossier {
        let officer = try delivery.caller.requireOfficer()
        let caller = DossierCaller.officer(officer)
        let history = DossierHistory(seal: seal)
        return try await delivery.transaction { transaction in
            let dossier = try KeptDossier.find(command.code, for: caller, in: transaction)
            try dossier.requireVersion(command.version, in: transaction)
            guard dossier.course.closedAt == nil else {
                throw Refusal.dossierClosed(dossier.status)
            }
            var course = dossier.course
            course.assignee = try Self.assignee(
                command, by: officer, before: course.assignee)
            try course.keep(for: dossier.id, from: dossier.version, in: transaction)
            try history.add(
                NewStep(
                    action: .assigned, status: course.status, version: dossier.version + 1,
                    detail: StepDetail(officerName: course.assignee?.name)),
                to: dossier.id, by: StepActor(caller), in: transaction)
            try transaction.audit(
                "dossier-assigned", by: officer.id.rawValue, of: dossier.id.rawValue)
            return MovedDossier(
                code: dossier.code, status: course.status, dueAt: course.dueAt, paper: nil,
                version: dossier.version + 1)
        }
    }

    private static func assignee(
        _ command: AssignDossier, by officer: OfficerCaller, before: NamedOfficer?
    ) throws(Refusal) -> NamedOfficer? {
        let isLeader = officer.duties.contains(.leadership)
        if let before, before.id != officer.id, !isLeader {
            throw .assignedToAnother(before.name)
        }
        guard let wanted = command.officer else { return nil }
        if wanted == officer.id { return NamedOfficer(id: officer.id, name: officer.name) }
        guard isLeader else {
            throw Refusal(
                .forbidden, "assignment-of-leader",
                "Chỉ lãnh đạo đơn vị phân công hồ sơ cho cán bộ khác.")
        }
        guard let name = command.officerName, !name.isEmpty, name.count <= 200 else {
            throw .fields([.init("officerName", "Vui lòng ghi họ tên cán bộ được phân công.")])
        }
        return NamedOfficer(id: wanted, name: name)
    }
}
