import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// Adds up the figures of a period from the monthly counters.
struct ReadStatisticsHandler: QueryHandler {
    let store: Store
    let clock: WallClock

    /// How the share on time is made.
    static let formula = """
        Tỷ lệ đúng hạn = (số hồ sơ giải quyết trước hạn + số hồ sơ giải quyết đúng hạn) ÷ tổng số hồ \
        sơ đã giải quyết trong kỳ × 100%. Hồ sơ đang giải quyết cuối kỳ = kỳ trước chuyển sang + tiếp \
        nhận trong kỳ − đã kết thúc trong kỳ.
        """

    /// The figures; refuses what is no month.
    func answer(
        _ query: ReadStatistics, for caller: Caller
    ) async throws -> ReadStatistics.Reply {
        let now = String(clock.now().localDate.description.prefix(7))
        let from = query.from ?? now
        let to = query.to ?? from
        try Self.check(from, to)
        let rows = try await store.read { snapshot in
            try snapshot.rows(
                MonthlyCounts.rows(until: to, unit: query.unit, procedure: query.procedure))
        }
        var tally = Tally(from: from)
        for row in rows { try tally.add(row) }
        return ReadStatistics.Reply(
            from: from, to: to, total: tally.total.figures, units: tally.unitFigures,
            procedures: tally.procedureFigures, formula: Self.formula)
    }

    private static func check(_ from: String, _ to: String) throws(Refusal) {
        let wrong = [("from", from), ("to", to)].filter { LocalDate($0.1 + "-01") == nil }
        guard wrong.isEmpty else {
            throw .fields(wrong.map { .init($0.0, "Phải là một tháng, ví dụ 2026-11.") })
        }
        guard from <= to else {
            throw .fields([.init("to", "Tháng cuối phải từ tháng đầu trở đi.")])
        }
    }
}

/// Sums of counters.
private struct Sum {
    var before = (received: 0, ended: 0)
    var during = MonthlyCounts.Addition.none

    var figures: HandlingFigures {
        let carried = before.received - before.ended
        let onTime = during.resolvedBefore + during.resolvedOn
        let resolved = onTime + during.resolvedAfter
        return HandlingFigures(
            carriedOver: carried, received: during.received,
            receivedOnline: during.receivedOnline, resolvedBeforeDue: during.resolvedBefore,
            resolvedOnDue: during.resolvedOn, resolvedAfterDue: during.resolvedAfter,
            stopped: during.stopped, returned: during.returned, withdrawn: during.withdrawn,
            inProgress: carried + during.received - during.ended,
            onTimePercent: resolved == 0
                ? nil : (Double(onTime) * 1_000 / Double(resolved)).rounded() / 10)
    }
}

/// Sums of a period: all, by unit, by procedure.
private struct Tally {
    let from: String
    var total = Sum()
    private var units: [(code: UnitCode, name: String, sum: Sum)] = []
    private var procedures: [(code: ProcedureCode, name: String, sum: Sum)] = []

    init(from: String) { self.from = from }

    var unitFigures: [UnitFigures] {
        units.map { UnitFigures(unit: $0.code, name: $0.name, figures: $0.sum.figures) }
            .sorted { $0.unit.rawValue < $1.unit.rawValue }
    }

    var procedureFigures: [ProcedureFigures] {
        procedures.map {
            ProcedureFigures(procedure: $0.code, name: $0.name, figures: $0.sum.figures)
        }.sorted { $0.procedure.rawValue < $1.procedure.rawValue }
    }

    mutating func add(_ row: Row) throws {
        let addition = try MonthlyCounts.Addition(row)
        let isBefore = try (row["month"] as String) < from
        let (unit, procedure): (UnitCode, ProcedureCode) = (try row["unit"], try row["procedure"])
        total.add(addition, isBefore: isBefore)
        let unitPlace = units.firstIndex { $0.code == unit } ?? units.endIndex
        if unitPlace == units.endIndex { units.append((unit, "", Sum())) }
        units[unitPlace].name = try row["unit_name"]
        units[unitPlace].sum.add(addition, isBefore: isBefore)
        let place = procedures.firstIndex { $0.code == procedure } ?? procedures.endIndex
        if place == procedures.endIndex { procedures.append((procedure, "", Sum())) }
        procedures[place].name = try row["procedure_name"]
        procedures[place].sum.add(addition, isBefore: isBefore)
    }
}

extension Sum {
    fileprivate mutating func add(_ addition: MonthlyCounts.Addition, isBefore: Bool) {
        if isBefore {
            before.received += addition.received
            before.ended += addition.ended
        } else {
            during = during + addition
        }
    }
}
