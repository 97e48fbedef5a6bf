import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Form and papers of a dossier as a citizen gives them.
struct DossierContent: Sendable {
    /// The chosen case.
    let caseKey: String
    /// The answers, by the key of the form field.
    let answers: [String: JSONValue]
    /// The files by component.
    let components: [GivenComponent]

    /// Bytes that answers take at most, as JSON.
    static let byteLimit = 64 * 1024

    /// The documents of all components, each once, in order; none when they are too many to ask
    /// for, which the rules then say.
    var documents: [DocumentID] {
        var seen: Set<DocumentID> = []
        let all = components.flatMap(\.documents).filter { seen.insert($0).inserted }
        return all.count <= ComponentRules.documentLimit ? all : []
    }

    /// The papers as the dossier keeps them; throws all that is wrong at once, after `problems`.
    func check(
        against procedure: Procedure, on today: LocalDate, usable: [AttachedDocument],
        after problems: [Refusal.Field] = [], in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [AttachedComponent] {
        let papers = ComponentRules(
            procedure: procedure, caseKey: caseKey,
            usable: Dictionary(usable.map { ($0.id, $0) }) { first, _ in first })
        let problems =
            try problems + formProblems(against: procedure, on: today, in: reader)
            + papers.problems(in: components)
        guard problems.isEmpty else { throw Refusal.fields(problems) }
        return papers.attached(components)
    }

    /// All that is wrong with the case and the answers.
    func formProblems(
        against procedure: Procedure, on today: LocalDate,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [Refusal.Field] {
        var problems: [Refusal.Field] = []
        if !procedure.cases.contains(where: { $0.key == caseKey }) {
            problems.append(.init("caseKey", "Vui lòng chọn một trong các trường hợp của thủ tục."))
        }
        var units: Set<UnitCode> = []
        for unit in FormRules.unitsNamed(in: answers, of: procedure) {
            if try Catalogue.unit(unit, on: today, in: reader) != nil { units.insert(unit) }
        }
        let form = FormRules(procedure: procedure, caseKey: caseKey, today: today, units: units)
        return problems + form.problems(in: answers)
    }
}

/// Asks document storage which of the documents are stored and belong to the citizen.
typealias DescribedDocuments =
    @Sendable (_ owner: CitizenID, _ ids: [DocumentID]) async throws -> [AttachedDocument]

/// Keeps what is personal unreadable in the store: sealed under the service's key and bound to the
/// row it is in.
struct AnswerSeal: Sendable {
    private let key: SecretKey

    /// A seal under the service's key.
    init(serviceKey: SecretKey) { key = serviceKey.derived(for: "answers") }

    /// The value, sealed for a row (`dossier <id> <version>`, `draft <citizen> <procedure>`);
    /// refuses what is too much.
    func seal(_ value: some Encodable, for row: String) throws -> [UInt8] {
        let plain = try StrictJSON.encode(value)
        guard plain.count <= DossierContent.byteLimit else { throw Refusal.answersTooLarge }
        return Sealing.seal(plain, key: key, context: Array(row.utf8))
    }

    /// The value that was sealed for this row.
    func open<Value: Decodable>(
        _ sealed: [UInt8], as type: Value.Type = Value.self, for row: String
    ) throws -> Value {
        try StrictJSON.decode(
            type, trusted: try Sealing.open(sealed, key: key, context: Array(row.utf8)))
    }
}

extension Refusal {
    /// More than a form can hold.
    static let answersTooLarge = Refusal(
        .tooLarge, "answers-too-large",
        "Nội dung Ông/Bà điền quá dài. Vui lòng rút gọn, hoặc đính kèm thành tệp.")
}
