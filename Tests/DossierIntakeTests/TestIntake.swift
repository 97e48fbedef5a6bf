import Contracts
import Cryptography
import Foundation
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport

@testable import DossierIntake

/// Dossier intake on a real store, with a small catalogue, a clock moved by hand, and a shelf of
/// papers in the place of document storage.
struct TestIntake {
    let clock: TestClock
    let test: TestStore
    let shelf = PaperShelf()
    let key = SecretKey.random()

    init(
        _ start: String = "2026-11-23T08:00:00+07:00",
        files: [ImportCatalogue.File] = TestCatalogue.files, calendar: Bool = false
    ) async throws {
        clock = TestClock(start)
        test = try await TestStore(Schema.migrations, clock: clock.clock)
        let delivery = test.delivery(of: ImportCatalogue.self, from: Caller(role: .operator))
        _ = try await ImportCatalogueHandler().handle(
            ImportCatalogue(files: files), delivery)
        if calendar { try await importCalendar() }
    }

    /// Loads the city's calendar, with one more day off.
    func importCalendar(adding day: String? = nil) async throws {
        var table = LegalClockTests.table
        if let day = day.flatMap(LocalDate.init) {
            table.holidays.append(.init(from: day, to: day, name: "Nghỉ bão"))
        }
        let kept = table
        _ = try await test.store.write { try CalendarVersions.keep(kept, in: $0) }
    }

    static let an = CitizenID(rawValue: "citizen-an")
    static let binh = CitizenID(rawValue: "citizen-binh")

    var seal: AnswerSeal { AnswerSeal(serviceKey: key) }
    var names: ApplicantNames { ApplicantNames(serviceKey: key) }
    var digits: SecretDigits { SecretDigits(serviceKey: key) }
    /// Fees can be transferred.
    var payments: Payments {
        Payments(
            seal: seal,
            port: try! RecordedTransfer(setting: "Kho bạc; 3921012345;Thành phố Đà Nẵng")!)
    }
    static let portal = "https://dichvucong.danang.gov.vn"
    static let receiptKey = SigningKey(seed: .random())
    /// The desk that makes the papers.
    var papers: PaperDesk {
        PaperDesk(
            seal: seal, digits: digits,
            keys: try! ReceiptKeys(current: Self.receiptKey, retired: ""), portal: Self.portal,
            hotline: "0236 1022")
    }
    var submission: SubmitDossierHandler {
        SubmitDossierHandler(
            seal: seal, names: names, digits: digits, clock: clock.clock,
            describe: shelf.describe)
    }
    var amendment: AmendDossierHandler {
        AmendDossierHandler(store: test.store, seal: seal, describe: shelf.describe)
    }
    var tracking: TrackDossierHandler {
        TrackDossierHandler(store: test.store, digits: digits, clock: clock.clock)
    }

    func delivery(
        _ command: some Command, by citizen: CitizenID, id: String = UUID().uuidString,
        key: String? = nil
    ) throws -> Delivery {
        // A person's client repeats the same bytes.
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return test.delivery(
            of: type(of: command), from: .citizen(citizen), id: id, idempotencyKey: key,
            data: Array(try encoder.encode(command)), at: clock.clock.now())
    }

    func submit(
        _ command: SubmitDossier = TestCatalogue.submission, by citizen: CitizenID = an,
        id: String = UUID().uuidString, key: String? = nil
    ) async throws -> Receipt {
        try await submission.handle(
            command, delivery(command, by: citizen, id: id, key: key))
    }

    func amend(
        _ command: AmendDossier, by citizen: CitizenID = an, id: String = UUID().uuidString,
        key: String? = nil
    ) async throws -> Dossier {
        try await amendment.handle(command, delivery(command, by: citizen, id: id, key: key))
    }

    func read(_ code: DossierCode, by citizen: CitizenID = an) async throws -> Dossier {
        try await ReadDossierHandler(
            store: test.store, seal: seal, payments: payments, clock: clock.clock
        )
        .answer(ReadDossier(code: code), for: .citizen(citizen))
    }

    func saveDraft(
        _ command: SaveDraft, by citizen: CitizenID = an, key: String? = nil
    ) async throws -> Draft {
        try await SaveDraftHandler(seal: seal)
            .handle(command, delivery(command, by: citizen, key: key))
    }

    func readDraft(_ procedure: ProcedureCode, by citizen: CitizenID = an) async throws -> Draft {
        try await ReadDraftHandler(store: test.store, seal: seal)
            .answer(ReadDraft(procedure: procedure), for: .citizen(citizen))
    }

    /// How many rows a table has.
    func count(_ table: String) async throws -> Int {
        try await test.store.read { snapshot in
            try snapshot.first(SQL(stringLiteral: "SELECT count(*) AS n FROM \(table)"))?["n"] ?? 0
        }
    }

    /// Puts all dossiers into a status, as a later move of the unit will.
    func set(_ status: DossierStatus) async throws {
        try await test.store.write { transaction in
            _ = try transaction.execute("UPDATE dossiers SET status = \(status)")
        }
    }
}

/// The papers that are stored, in the place of document storage.
final class PaperShelf: Sendable {
    private let papers = Mutex<[CitizenID: [AttachedDocument]]>([:])
    private let asked = Mutex<[[DocumentID]]>([])

    /// Stores a paper.
    func put(_ id: String, of citizen: CitizenID = TestIntake.an) {
        let paper = AttachedDocument(
            id: DocumentID(rawValue: id), fileName: "\(id).pdf", mediaType: "application/pdf",
            size: 1_000, sha256: String(repeating: "0", count: 64))
        papers.withLock { $0[citizen, default: []].append(paper) }
    }

    /// Takes all papers away.
    func clear() { papers.withLock { $0 = [:] } }

    /// What it was asked for, look by look.
    var looks: [[DocumentID]] { asked.withLock { $0 } }

    /// Answers as document storage does.
    var describe: DescribedDocuments {
        { owner, ids in
            self.asked.withLock { $0.append(ids) }
            return self.papers.withLock { $0[owner, default: []].filter { ids.contains($0.id) } }
        }
    }
}

/// What a refusal says, for tests.
func refusal<Value>(_ body: () async throws -> Value) async throws -> Refusal? {
    do {
        _ = try await body()
        return nil
    } catch let refusal as Refusal {
        return refusal
    }
}
