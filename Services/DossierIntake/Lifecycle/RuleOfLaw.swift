import Contracts

/// The articles a dossier's moves rest on, by rule set; a dossier goes by the set it was submitted
/// under for its whole life.
struct RuleOfLaw: Sendable, Hashable {
    /// The set's name: `2018`.
    let id: String
    /// Asking for a supplement.
    let supplement: String
    /// Within how many working days of receipt a supplement may be asked for.
    let supplementWorkingDays: Int
    /// Not taking in, and not granting.
    let refusal: String
    /// Being late, and saying sorry.
    let apology: String
    /// How many days before the time is over sorry must be said.
    let apologyDays: Int
    /// Taking in.
    let acceptance: String
    /// Handing over the result.
    let handOver: String

    /// Decree 61/2018/NĐ-CP, with its amendments.
    static let decree61 = RuleOfLaw(
        id: "2018", supplement: "khoản 4 Điều 19 Nghị định số 61/2018/NĐ-CP",
        supplementWorkingDays: 3, refusal: "khoản 8 Điều 19 Nghị định số 61/2018/NĐ-CP",
        apology: "khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP", apologyDays: 1,
        acceptance: "Điều 17 Nghị định số 61/2018/NĐ-CP",
        handOver: "Điều 20 Nghị định số 61/2018/NĐ-CP")

    /// The set with this name; the working one when the name is not known, which a dossier of this
    /// store never has.
    static func named(_ id: String) -> RuleOfLaw { decree61 }
}
