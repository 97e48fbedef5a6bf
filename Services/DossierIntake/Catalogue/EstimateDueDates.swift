import Contracts
import Lifecycle
import Messaging
import Store

/// Tells until when a dossier submitted now would be taken in and finished.
struct EstimateDueDatesHandler: QueryHandler {
    let store: Store
    let clock: WallClock

    /// The dates, taken in as late as the law allows; refuses what the catalogue does not have.
    func answer(
        _ query: EstimateDueDates, for caller: Caller
    ) async throws -> EstimateDueDates.Reply {
        let now = clock.now()
        return try await store.read { snapshot in
            let found = try Catalogue.procedure(query.code, on: now.localDate, in: snapshot)
            guard let procedure = found?.procedure else { throw Refusal.notFound }
            let caseKey = query.caseKey ?? procedure.cases.first?.key ?? ""
            guard procedure.cases.contains(where: { $0.key == caseKey }) else {
                throw Refusal.fields([
                    .init("caseKey", "Vui lòng chọn một trong các trường hợp của thủ tục.")
                ])
            }
            let channel = query.channel ?? .online
            let legal = LegalClock(calendar: try CalendarVersions.current(in: snapshot))
            // At the counter a dossier is taken in at once.
            let acceptance =
                channel == .counter ? nil : legal.dueDate(of: .acceptance, from: now)
            let result = legal.dueDate(
                of: .handling(of: procedure, caseKey: caseKey, channel: channel),
                from: acceptance?.dueAt ?? now)
            return EstimateDueDates.Reply(
                acceptance: acceptance, result: result,
                words: (acceptance?.inWords ?? []) + result.inWords)
        }
    }
}
