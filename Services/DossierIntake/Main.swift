import Contracts
import Cryptography
import HTTP
import Lifecycle
import Messaging
import Store

/// The settings of dossier intake.
enum DossierIntakeSettings {
    /// Where the store is.
    static let store = Setting<String>(
        "DOSSIERS_STORE", "the store of catalogue and dossiers: sqlite:PATH or postgresql://…")
    /// The service's own key.
    static let keyFile = Setting<String>(
        "DOSSIERS_KEY_FILE", isSecret: true,
        "file (mode 0400) with the 32 bytes that seal answers and make the receipts' secret digits")
    /// The key that signs receipts.
    static let receiptKeyFile = Setting<String>(
        "RECEIPT_KEY_FILE", isSecret: true,
        "file (mode 0400) with the 32 bytes of the Ed25519 key that signs receipts")
    /// The public keys of receipts that were signed with an earlier key.
    static let retiredReceiptKeys = Setting<String>(
        "RETIRED_RECEIPT_KEYS", default: "",
        "public keys that receipts were signed with before, as `egovctl receipt key` prints them, "
            + "with commas between them")
    /// Where people reach the portal.
    static let portal = Setting<String>(
        "PORTAL_URL", default: "http://localhost:8080", "the portal's address, for links on papers")
    /// The telephone number for questions.
    static let hotline = Setting<String>(
        "HOTLINE", default: "05113 881 888", "telephone number for questions, on papers")
    /// Where fees can be transferred to.
    static let transferAccount = Setting<String>(
        "TRANSFER_ACCOUNT", default: "",
        "the account for fees, as BANK;NUMBER;HOLDER; without one they are paid at the counter only"
    )
    /// All of them.
    static let table: [any SettingDescription] =
        Bus.settings + [
            HealthServer.port, store, keyFile, receiptKeyFile, retiredReceiptKeys, portal, hotline,
            transferAccount,
        ]
}

@main
struct Main {
    static func main() async {
        await Program.run(
            "dossier-intake", summary: "owns the catalogue, the drafts and the dossiers",
            settings: DossierIntakeSettings.table
        ) { settings in
            let readiness = Readiness()
            let key = try settings.secretKey(DossierIntakeSettings.keyFile)
            let desk = PaperDesk(
                seal: AnswerSeal(serviceKey: key), digits: SecretDigits(serviceKey: key),
                keys: try ReceiptKeys(
                    current: SigningKey(
                        seed: try settings.secretKey(DossierIntakeSettings.receiptKeyFile)),
                    retired: try settings[DossierIntakeSettings.retiredReceiptKeys]),
                portal: try settings[DossierIntakeSettings.portal],
                hotline: try settings[DossierIntakeSettings.hotline])
            let store = try await Store.open(
                settings[DossierIntakeSettings.store], migrations: Schema.migrations)
            let bus = try Bus(program: "dossier-intake", settings: settings, readiness: readiness)
            let service = try Service(
                .dossierIntake, store: store, bus: bus, readiness: readiness,
                handlers: catalogueHandlers(store: store, clock: .system)
                    + dossierHandlers(
                        store: store, serviceKey: key, desk: desk,
                        port: try RecordedTransfer(
                            setting: settings[DossierIntakeSettings.transferAccount])
                            ?? CounterOnly(),
                        clock: .system,
                        describe: { owner, ids in
                            try await bus.request(
                                DescribeDocuments(owner: owner, ids: ids),
                                as: .service(.dossierIntake), timeout: .seconds(3)
                            ).documents
                        })
                    + paperHandlers(
                        store: store, serviceKey: key, desk: desk, clock: .system))
            return [
                bus, service,
                try HealthServer(port: settings[HealthServer.port], readiness: readiness),
            ]
        }
    }

    /// All use cases about units and procedures.
    private static func catalogueHandlers(store: Store, clock: WallClock) -> [Handler] {
        [
            .command(ImportCatalogueHandler()),
            .query(SearchProceduresHandler(store: store, clock: clock)),
            .query(ReadProcedureHandler(store: store, clock: clock)),
            .query(EstimateDueDatesHandler(store: store, clock: clock)),
            .query(ReadCalendarHandler(store: store)),
            .query(ListProcedureVersionsHandler(store: store)),
            .query(ListUnitsHandler(store: store, clock: clock)),
        ]
    }

    /// All use cases about printed papers and signed receipts.
    private static func paperHandlers(
        store: Store, serviceKey: SecretKey, desk: PaperDesk, clock: WallClock
    ) -> [Handler] {
        let digits = SecretDigits(serviceKey: serviceKey)
        let press = PaperPress()
        return [
            .query(ReadReceiptPaperHandler(store: store, desk: desk, press: press)),
            .query(ReadReceiptCardHandler(store: store, digits: digits, desk: desk)),
            .query(
                ListDossierPapersHandler(store: store, papers: IssuedPapers(seal: desk.seal))),
            .query(ReadDossierPaperHandler(store: store, desk: desk, press: press)),
            .query(
                ReadControlSlipHandler(store: store, desk: desk, press: press, clock: clock)),
            .query(PrintRegisterHandler(store: store, desk: desk, press: press, clock: clock)),
            .query(ReadReceiptKeysHandler(keys: desk.keys)),
            .query(CheckReceiptHandler(store: store, keys: desk.keys, clock: clock)),
        ]
    }

    /// All use cases about drafts and dossiers.
    private static func dossierHandlers(
        store: Store, serviceKey: SecretKey, desk: PaperDesk, port: any PaymentPort,
        clock: WallClock,
        describe: @escaping DescribedDocuments
    ) -> [Handler] {
        let seal = AnswerSeal(serviceKey: serviceKey)
        let digits = SecretDigits(serviceKey: serviceKey)
        let names = ApplicantNames(serviceKey: serviceKey)
        let payments = Payments(seal: seal, port: port)
        return [
            .command(SaveDraftHandler(seal: seal)),
            .query(ReadDraftHandler(store: store, seal: seal)),
            .query(ListDraftsHandler(store: store, seal: seal)),
            .command(DiscardDraftHandler()),
            .command(
                SubmitDossierHandler(
                    seal: seal, names: names, digits: digits, clock: clock, describe: describe)),
            .command(
                TakeInDossierHandler(
                    seal: seal, names: names, digits: digits, papers: desk, clock: clock)),
            .command(AmendDossierHandler(store: store, seal: seal, describe: describe)),
            .query(
                ReadDossierHandler(
                    store: store, seal: seal, payments: payments, clock: clock)),
            .event(NoteComparisonHandler()),
            .event(NoteOfficerHandler(seal: seal)),
            .event(NoteAbsenceHandler()),
            .command(MoveDossierHandler(seal: seal, papers: desk)),
            .command(AssignDossierHandler(seal: seal)),
            .command(SetAppointmentHandler(papers: desk)),
            .command(ReportTransferHandler(payments: payments)),
            .query(ListUnsyncedDossiersHandler(store: store)),
            .command(ReportSyncHandler()),
            .command(
                SendDossierMessageHandler(store: store, seal: seal, describe: describe)),
            .query(ListDossierMessagesHandler(store: store, seal: seal)),
            .command(MarkMessagesReadHandler()),
            .query(ReadStatisticsHandler(store: store, clock: clock)),
            .query(ReadWorkloadHandler(store: store, clock: clock)),
            .query(ListQueueHandler(store: store, seal: seal, names: names, clock: clock)),
            .query(ListDossiersHandler(store: store)),
            .query(TrackDossierHandler(store: store, digits: digits, clock: clock)),
        ]
    }
}
