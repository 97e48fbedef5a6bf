import Contracts
import Foundation
import Lifecycle
import Messaging
import Store
import TestSupport

@testable import DossierIntake

/// The officers of a ward, and of another, at work on a test intake.
extension TestIntake {
    static let ward = UnitCode(rawValue: "48.20242")

    /// An officer of the ward, or of another unit, with these duties.
    static func officer(
        _ name: String, _ duties: OfficerDuty..., unit: UnitCode = ward
    ) -> Caller {
        Caller(role: .officer, id: "officer-\(name)", name: name, unit: unit, duties: duties)
    }

    static let reception = officer("Hoa", .reception)
    static let handler = officer("Minh", .handling)
    static let leader = officer("Tâm", .leadership)
    static let stranger = officer(
        "Sơn", .reception, .handling, .leadership, unit: UnitCode(rawValue: "48.99999"))
    static let citizen = Caller(role: .citizen, id: an.rawValue, name: "Nguyễn Văn An")

    private func delivery(
        _ command: some Command, from caller: Caller, id: String, key: String?
    ) throws -> Delivery {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return test.delivery(
            of: type(of: command), from: caller, id: id, idempotencyKey: key,
            data: Array(try encoder.encode(command)), at: clock.clock.now())
    }

    /// A command of an officer or a citizen on its way.
    func sent(_ command: some Command, by caller: Caller, key: String?) throws -> Delivery {
        try delivery(command, from: caller, id: UUID().uuidString, key: key)
    }

    /// Makes a move of a dossier in the version it has now.
    @discardableResult
    func move(
        _ code: DossierCode, _ move: DossierMove, by caller: Caller, version: Int64? = nil,
        key: String? = nil, _ change: (inout MoveDossier) -> Void = { _ in }
    ) async throws -> MovedDossier {
        let now = try await dossierVersion(code)
        var command = MoveDossier(code: code, version: version ?? now, move: move)
        change(&command)
        return try await MoveDossierHandler(seal: seal, papers: papers)
            .handle(
                command, delivery(command, from: caller, id: UUID().uuidString, key: key))
    }

    /// Asks for a supplement of the certificate by 10 December.
    @discardableResult
    func askForSupplement(
        _ code: DossierCode, by caller: Caller, component: String? = "statement"
    ) async throws -> MovedDossier {
        try await move(code, .requestSupplement, by: caller) {
            $0.reason = "Bản quét bị mờ"
            $0.legalGround = "Điều 16 Luật Hộ tịch"
            $0.items = [SupplementItem(component: component, content: "Quét lại cho rõ")]
            $0.day = LocalDate("2026-12-10")
        }
    }

    /// Says, as identity does, who the officer is.
    func hear(
        of officer: Caller, unit: UnitCode? = nil, isActive: Bool = true, sequence: Int64 = 1
    ) async throws {
        let event = OfficerChanged(
            officer: OfficerID(rawValue: officer.id!), fullName: officer.name!,
            unit: unit ?? officer.unit!, duties: officer.duties!, isActive: isActive,
            sequence: sequence)
        try await NoteOfficerHandler(seal: seal).handle(event, heard(event))
    }

    /// Says, as identity does, who is away and who stands in.
    func hearOfAbsence(
        of officer: Caller, deputy: Caller, from: String, until: String,
        isCancelled: Bool = false, sequence: Int64 = 2
    ) async throws {
        let event = OfficerAbsenceSet(
            absence: "absence of \(officer.name!)", officer: OfficerID(rawValue: officer.id!),
            deputy: OfficerID(rawValue: deputy.id!), from: LocalDate(from)!,
            until: LocalDate(until)!, isCancelled: isCancelled, sequence: sequence)
        try await NoteAbsenceHandler().handle(event, heard(event))
    }

    private func heard<Heard: Event>(_ event: Heard) throws -> Delivery {
        test.delivery(
            of: Heard.self, from: .service(.identity), id: UUID().uuidString, idempotencyKey: nil,
            data: try StrictJSON.encode(event), at: clock.clock.now())
    }

    func assign(
        _ code: DossierCode, to officer: Caller?, by caller: Caller
    ) async throws -> MovedDossier {
        let command = AssignDossier(
            code: code, version: try await dossierVersion(code),
            officer: officer?.id.map { OfficerID(rawValue: $0) })
        return try await AssignDossierHandler(seal: seal)
            .handle(command, delivery(command, from: caller, id: UUID().uuidString, key: nil))
    }

    /// Submits a dossier as somebody whose name is known.
    func submitAs(_ caller: Caller) async throws -> Receipt {
        let command = TestCatalogue.submission
        return try await submission.handle(
            command, delivery(command, from: caller, id: UUID().uuidString, key: nil))
    }

    func view(_ code: DossierCode, as caller: Caller) async throws -> Dossier {
        try await ReadDossierHandler(
            store: test.store, seal: seal, payments: payments, clock: clock.clock
        )
        .answer(ReadDossier(code: code), for: caller)
    }

    func queue(_ query: ListQueue = ListQueue(), as caller: Caller) async throws
        -> Page<QueuedDossier>
    {
        try await ListQueueHandler(
            store: test.store, seal: seal, names: names, clock: clock.clock
        ).answer(query, for: caller)
    }

    func say(
        _ code: DossierCode, _ text: String, by caller: Caller, documents: [String]? = nil,
        isInternal: Bool? = nil, key: String? = nil
    ) async throws -> DossierMessage {
        let command = SendDossierMessage(
            code: code, text: text, documents: documents?.map { DocumentID(rawValue: $0) },
            isInternal: isInternal)
        return try await SendDossierMessageHandler(
            store: test.store, seal: seal, describe: shelf.describe
        ).handle(command, delivery(command, from: caller, id: UUID().uuidString, key: key))
    }

    func messages(_ code: DossierCode, as caller: Caller) async throws -> [DossierMessage] {
        try await ListDossierMessagesHandler(store: test.store, seal: seal)
            .answer(ListDossierMessages(code: code), for: caller).items
    }

    func markRead(_ code: DossierCode, upTo id: String, as caller: Caller) async throws {
        let command = MarkMessagesRead(code: code, upTo: id)
        _ = try await MarkMessagesReadHandler()
            .handle(command, delivery(command, from: caller, id: UUID().uuidString, key: nil))
    }

    private func dossierVersion(_ code: DossierCode) async throws -> Int64 {
        try await test.store.read { snapshot in
            try snapshot.first("SELECT version FROM dossiers WHERE code = \(code)")?["version"]
                ?? 0
        }
    }
}
