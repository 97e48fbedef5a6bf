// How the units keep their time: counted as things happen, published with the formula.

/// Reads the figures of a period: of one unit or all, of one procedure or all. Public.
package struct ReadStatistics: Query {
    package static let name = "dossier-intake.read-statistics"
    /// The unit; all when nil.
    package var unit: UnitCode?
    /// The procedure; all when nil.
    package var procedure: ProcedureCode?
    /// The first month, `2026-01`; the present one when nil.
    package var from: String?
    /// The last month, `2026-12`; the first one when nil.
    package var to: String?

    /// A period.
    package init(
        unit: UnitCode? = nil, procedure: ProcedureCode? = nil, from: String? = nil,
        to: String? = nil
    ) {
        self.unit = unit
        self.procedure = procedure
        self.from = from
        self.to = to
    }

    /// The figures.
    package struct Reply: Codable, Sendable {
        /// The first month.
        package var from: String
        /// The last month.
        package var to: String
        /// All together.
        package var total: HandlingFigures
        /// By unit, those that had any.
        package var units: [UnitFigures]
        /// By procedure, those that had any.
        package var procedures: [ProcedureFigures]
        /// How the share on time is made, in words.
        package var formula: String

        /// The figures.
        package init(
            from: String, to: String, total: HandlingFigures, units: [UnitFigures],
            procedures: [ProcedureFigures], formula: String
        ) {
            self.from = from
            self.to = to
            self.total = total
            self.units = units
            self.procedures = procedures
            self.formula = formula
        }
    }
}

/// What happened to dossiers in a period.
package struct HandlingFigures: Codable, Hashable, Sendable {
    /// Taken in before the period and not ended before it.
    package var carriedOver: Int
    /// Taken in, in the period.
    package var received: Int
    /// Of these, submitted online.
    package var receivedOnline: Int
    /// Finished on a day before the due one.
    package var resolvedBeforeDue: Int
    /// Finished on the due day, in time.
    package var resolvedOnDue: Int
    /// Finished too late.
    package var resolvedAfterDue: Int
    /// Stopped.
    package var stopped: Int
    /// Given back: not taken in, or the supplement did not come.
    package var returned: Int
    /// Withdrawn by the citizen.
    package var withdrawn: Int
    /// Taken in and not ended by the end of the period.
    package var inProgress: Int
    /// Finished in time, per cent of all finished, to one decimal; nil when none was finished.
    package var onTimePercent: Double?

    /// Figures.
    package init(
        carriedOver: Int, received: Int, receivedOnline: Int, resolvedBeforeDue: Int,
        resolvedOnDue: Int, resolvedAfterDue: Int, stopped: Int, returned: Int, withdrawn: Int,
        inProgress: Int, onTimePercent: Double?
    ) {
        self.carriedOver = carriedOver
        self.received = received
        self.receivedOnline = receivedOnline
        self.resolvedBeforeDue = resolvedBeforeDue
        self.resolvedOnDue = resolvedOnDue
        self.resolvedAfterDue = resolvedAfterDue
        self.stopped = stopped
        self.returned = returned
        self.withdrawn = withdrawn
        self.inProgress = inProgress
        self.onTimePercent = onTimePercent
    }
}

/// The figures of a unit.
package struct UnitFigures: Codable, Sendable {
    /// The unit.
    package var unit: UnitCode
    /// Its name.
    package var name: String
    /// The figures.
    package var figures: HandlingFigures

    /// Figures of a unit.
    package init(unit: UnitCode, name: String, figures: HandlingFigures) {
        self.unit = unit
        self.name = name
        self.figures = figures
    }
}

/// The figures of a procedure.
package struct ProcedureFigures: Codable, Sendable {
    /// The procedure.
    package var procedure: ProcedureCode
    /// Its name.
    package var name: String
    /// The figures.
    package var figures: HandlingFigures

    /// Figures of a procedure.
    package init(procedure: ProcedureCode, name: String, figures: HandlingFigures) {
        self.procedure = procedure
        self.name = name
        self.figures = figures
    }
}

/// Counts what waits in the officer's unit at this moment.
package struct ReadWorkload: Query {
    package static let name = "dossier-intake.read-workload"

    /// The caller's unit.
    package init() {}

    /// What waits; each number ends at 10,000.
    package struct Reply: Codable, Sendable, Equatable {
        /// Waiting to be taken in.
        package var registered: Int
        /// Taken in or being handled, in time.
        package var inTime: Int
        /// Of all that runs, due within 24 hours.
        package var dueSoon: Int
        /// Of all that runs, past due.
        package var overdue: Int
        /// The clock stands still: a supplement, a payment.
        package var paused: Int
        /// Finished, the result not yet handed over.
        package var toReturn: Int

        /// What waits.
        package init(
            registered: Int, inTime: Int, dueSoon: Int, overdue: Int, paused: Int, toReturn: Int
        ) {
            self.registered = registered
            self.inTime = inTime
            self.dueSoon = dueSoon
            self.overdue = overdue
            self.paused = paused
            self.toReturn = toReturn
        }
    }
}
