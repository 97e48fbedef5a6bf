/// The forms of papers in one set of rules; a dossier's papers keep to the set it was submitted
/// under.
struct PaperRuleSet: Sendable {
    /// The set's name in dossiers: `2018`.
    let name: String
    /// Whether the city has entered its articles, so that papers may be printed by it.
    let isEntered: Bool
    /// The form of each paper.
    let forms: [PaperKind: PaperForm]

    /// All sets.
    static let all = [rules2018, rules2025]

    /// The form of a paper; throws when there is none or the set is not entered yet.
    static func form(of kind: PaperKind, in name: String) throws -> PaperForm {
        guard let set = all.first(where: { $0.name == name }) else {
            throw PaperProblem.noSuchRuleSet(name)
        }
        guard set.isEntered, let form = set.forms[kind] else {
            throw PaperProblem.noSuchForm(kind, ruleSet: name)
        }
        return form
    }

    /// Decree 61/2018 with Circular 01/2018: forms 01 to 06; the notice of a stop has none.
    private static let rules2018: PaperRuleSet = {
        let law = RuleOfLaw.decree61
        func form(_ number: String?, _ suffix: String, _ article: String?) -> PaperForm {
            PaperForm(
                number: number, suffix: suffix, article: article,
                circular: "Thông tư số 01/2018/TT-VPCP")
        }
        return PaperRuleSet(
            name: law.id, isEntered: true,
            forms: [
                .receipt: form("01", "TNHS", law.acceptance),
                .supplement: form("02", "HDHS", law.supplement),
                .refusal: form("03", "TCHS", law.refusal),
                .apology: form("04", "XLHS", law.apology),
                .handovers: form("05", "KSHS", nil),
                .register: form("06", "SHS", nil),
                .stop: form(nil, "TBHS", law.refusal),
            ])
    }()

    /// Decree 118/2025 with Circular 03/2025: forms 01 to 07. Which number is which paper's, and
    /// the articles, are for the city to enter; until then nothing is printed by this set.
    private static let rules2025: PaperRuleSet = {
        let numbers: [PaperKind: (String, String)] = [
            .receipt: ("01", "TNHS"), .supplement: ("02", "HDHS"), .refusal: ("03", "TCHS"),
            .apology: ("04", "XLHS"), .handovers: ("05", "KSHS"), .register: ("06", "SHS"),
            .stop: ("07", "TBHS"),
        ]
        return PaperRuleSet(
            name: "2025", isEntered: false,
            forms: numbers.mapValues { number, suffix in
                PaperForm(
                    number: number, suffix: suffix, article: nil,
                    circular: "Thông tư số 03/2025/TT-VPCP")
            })
    }()
}
