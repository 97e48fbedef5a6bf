import Contracts
import Lifecycle
import Store

/// The counters that statistics read, kept with each change so that no figure reads all dossiers.
enum UnitFigures {
    /// Notes what a move has changed.
    static func note(
        _ dossier: KeptDossier, _ course: DossierCourse, in transaction: borrowing Transaction
    ) throws {
    }
}
