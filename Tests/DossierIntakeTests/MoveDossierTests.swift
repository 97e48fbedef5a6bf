import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct MoveDossierTests {
    private let reception = TestIntake.reception
    private let handler = TestIntake.handler
    private let leader = TestIntake.leader
    private let citizen = TestIntake.citizen

    private func time(_ text: String) -> Timestamp {
        Timestamp(rfc3339: text.replacing(" ", with: "T") + ":00+07:00")!
    }

    @Test func `a dossier goes from received to returned, each step with who, when and why`()
        async throws
    {
        // 2026-11-24 is a day off.
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        let code = try await intake.submit().code
        var dossier = try await intake.view(code, as: citizen)
        #expect(dossier.due?.dueAt == time("2026-11-26 08:00"))
        #expect(dossier.due?.explanation.unit == .workingHour)
        #expect(dossier.moves.map(\.move) == [.requestWithdrawal])

        intake.clock.set("2026-11-25T09:00:00+07:00")
        let accepted = try await intake.move(code, .accept, by: reception)
        #expect(accepted.status == .received)
        #expect(accepted.dueAt == time("2026-11-26 09:00"))
        try await intake.move(code, .beginHandling, by: handler)
        try await intake.move(code, .requestPayment, by: handler) {
            $0.amountDong = 8_000
            $0.reason = "Lệ phí bản sao"
        }
        dossier = try await intake.view(code, as: citizen)
        #expect(dossier.isPaused && dossier.payment?.amountDong == 8_000)
        intake.clock.set("2026-11-25T15:30:00+07:00")
        let paid = try await intake.move(code, .recordPayment, by: reception) {
            $0.receiptNumber = "BL-0017"
        }
        // Paused from 9:00 to 15:30: four and a half working hours stood still.
        #expect(paid.dueAt == time("2026-11-26 15:30"))
        let done = try await intake.move(code, .finish, by: handler) { $0.outcome = .granted }
        #expect(done.status == .finished && done.dueAt == nil)
        try await intake.move(code, .returnResult, by: reception) {
            $0.handOver = ResultHandOver(
                recipient: "Nguyễn Thị Lan", authority: "Giấy uỷ quyền 12/2026", means: .inPerson)
        }
        dossier = try await intake.view(code, as: citizen)
        #expect(dossier.status == .resultReturned && dossier.outcome == .granted)
        #expect(dossier.closedAt != nil && dossier.moves.isEmpty)
        #expect(dossier.handOver?.authority == "Giấy uỷ quyền 12/2026")
        #expect(
            dossier.history.map(\.title) == [
                "Nộp hồ sơ trực tuyến", "Tiếp nhận hồ sơ", "Bắt đầu xử lý",
                "Yêu cầu nộp phí, lệ phí", "Ghi nhận đã nộp tiền", "Hoàn thành xử lý",
                "Trả kết quả",
            ])
        #expect(
            dossier.history.map(\.actor) == [nil, "Hoa", "Minh", "Minh", "Hoa", "Minh", "Hoa"])
        #expect(dossier.history[3].reason == "Lệ phí bản sao")
        let events = try await intake.test.outbox()
            .filter { $0.type == DossierMoved.name }
        #expect(events.count == 6)
    }

    @Test func `a supplement stops the clock, is answered part by part, and starts it anew`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        intake.shelf.put("scan-1")
        intake.shelf.put("scan-2")
        var command = TestCatalogue.submission
        command.components = [TestCatalogue.component("statement", ["scan-1"])]
        let code = try await intake.submit(command).code
        try await intake.move(code, .accept, by: reception)
        let asked = try await intake.askForSupplement(code, by: handler)
        #expect(asked.status == .supplementRequired && asked.dueAt == nil)
        var dossier = try await intake.view(code, as: citizen)
        #expect(dossier.canAmend && dossier.isPaused)
        #expect(dossier.supplement?.items.map(\.content) == ["Quét lại cho rõ"])

        // The form was not asked for; the statement was.
        var answer = AmendDossier(
            code: code, version: dossier.version, caseKey: command.caseKey,
            answers: command.answers,
            components: [TestCatalogue.component("statement", ["scan-2"])])
        answer.answers["childName"] = .text("Nguyễn Thị Khác")
        let changed = answer
        let no = try await refusal { try await intake.amend(changed) }
        #expect(no?.fields.map(\.path) == ["answers"])
        answer.answers = command.answers
        let right = answer
        dossier = try await intake.amend(right)
        #expect(dossier.status == .supplementRequired)
        #expect(dossier.supplement?.sentAt != nil)

        intake.clock.set("2026-12-01T10:00:00+07:00")
        let complete = try await intake.move(code, .completeSupplement, by: handler)
        #expect(complete.status == .received)
        #expect(complete.dueAt == time("2026-12-02 10:00"))
        let again = try await refusal { try await intake.askForSupplement(code, by: handler) }
        #expect(again?.code == "supplement-asked-before")
    }

    @Test func `a supplement that was asked for too late is refused with the article`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        let code = try await intake.submit().code
        try await intake.move(code, .accept, by: reception)
        intake.clock.set("2026-11-30T08:00:00+07:00")
        let inTime = try await intake.view(code, as: handler)
        #expect(inTime.moves.map(\.move).contains(.requestSupplement))
        intake.clock.set("2026-11-30T08:01:00+07:00")
        let late = try await refusal { try await intake.askForSupplement(code, by: handler) }
        #expect(late?.code == "supplement-too-late")
        #expect(late?.detail.contains("khoản 4 Điều 19") == true)
    }

    @Test func `of two officers at once one wins, and the other is told who`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        async let first = refusal {
            try await intake.move(code, .accept, by: reception, version: 1)
        }
        async let second = refusal {
            try await intake.move(
                code, .refuse, by: TestIntake.officer("Bích", .reception), version: 1
            ) {
                $0.reason = "Không thuộc thẩm quyền"
                $0.legalGround = "Điều 17"
            }
        }
        let refusals = try await [first, second].compactMap { $0 }
        #expect(refusals.count == 1)
        #expect(refusals.first?.kind == .preconditionFailed)
        let detail = refusals.first?.detail ?? ""
        #expect(detail.contains("Hoa") != detail.contains("Bích"))
        #expect(try await intake.view(code, as: citizen).version == 2)
    }

    @Test func `a move sent twice is made once and answered alike`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        let first = try await intake.move(code, .accept, by: reception, version: 1, key: "k1")
        let second = try await intake.move(code, .accept, by: reception, version: 1, key: "k1")
        #expect(first.version == 2 && second.version == 2)
        #expect(try await intake.view(code, as: reception).history.count == 2)
    }

    @Test func `other units, other citizens and strangers find nothing`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        let others: [(Caller, Refusal.Kind)] = [
            (TestIntake.stranger, .notFound), (.citizen(TestIntake.binh), .notFound),
            (Caller(role: .administrator, id: "a"), .notFound), (.anonymous(), .unauthenticated),
            (Caller(role: .activating, id: "x"), .unauthenticated),
        ]
        for (caller, kind) in others {
            let noes = [
                try await refusal { try await intake.view(code, as: caller) },
                try await refusal { try await intake.move(code, .accept, by: caller) },
                try await refusal { try await intake.say(code, "Xin chào", by: caller) },
                try await refusal { try await intake.messages(code, as: caller) },
                try await refusal { try await intake.markRead(code, upTo: "1", as: caller) },
            ]
            for no in noes { #expect(no?.kind == kind, "\(caller.role)") }
        }
        for caller in [citizen, .anonymous()] {
            #expect(try await refusal { try await intake.queue(as: caller) } != nil)
            let no = try await refusal { try await intake.assign(code, to: nil, by: caller) }
            #expect([.notFound, .unauthenticated].contains(no?.kind))
        }
        #expect(try await intake.queue(as: TestIntake.stranger).items.isEmpty)
        #expect(
            try await intake.queue(ListQueue(q: code.rawValue), as: TestIntake.stranger)
                .items.isEmpty)
    }

    @Test func `what an officer has taken on is that officer's, until it is handed back`()
        async throws
    {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        try await intake.move(code, .accept, by: reception)
        _ = try await intake.assign(code, to: handler, by: handler)
        let other = TestIntake.officer("Phúc", .handling)
        try await intake.hear(of: other)
        let no = try await refusal { try await intake.move(code, .beginHandling, by: other) }
        #expect(no?.code == "assigned-to-another" && no?.detail.contains("Minh") == true)
        let taking = try await refusal { try await intake.assign(code, to: other, by: other) }
        #expect(taking?.code == "assigned-to-another")
        let giving = try await refusal {
            try await intake.assign(code, to: other, by: handler)
        }
        #expect(giving?.kind == .forbidden)
        _ = try await intake.assign(code, to: other, by: leader)
        #expect(try await intake.queue(ListQueue(mine: true), as: other).items.count == 1)
        #expect(try await intake.queue(ListQueue(mine: true), as: handler).items.isEmpty)
        _ = try await intake.assign(code, to: nil, by: other)
        try await intake.move(code, .beginHandling, by: handler)
        // The unit's own arrangements are not the citizen's to read.
        #expect(try await intake.view(code, as: citizen).history.count == 3)
        #expect(try await intake.view(code, as: handler).history.count == 6)
    }

    @Test func `a withdrawal is asked for, declined and confirmed`() async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        try await intake.move(code, .requestWithdrawal, by: citizen) { $0.reason = "Đổi ý" }
        let back = try await intake.move(code, .declineWithdrawal, by: reception) {
            $0.reason = "Hồ sơ đã có kết quả"
        }
        #expect(back.status == .registered && back.dueAt != nil)
        try await intake.move(code, .requestWithdrawal, by: citizen) { $0.reason = "Đổi ý" }
        try await intake.move(code, .confirmWithdrawal, by: reception)
        let dossier = try await intake.view(code, as: citizen)
        #expect(dossier.outcome == .withdrawn && dossier.closedAt != nil)
        #expect(try await intake.queue(as: reception).items.isEmpty)
    }

    @Test func `sorry moves the due date once`() async throws {
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        let code = try await intake.submit().code
        try await intake.move(code, .accept, by: reception)
        let sorry = try await intake.move(code, .apologise, by: handler) {
            $0.reason = "Chờ xác minh"
            $0.day = LocalDate("2026-12-05")
        }
        // A Saturday: the promise ends with the next working day.
        #expect(sorry.dueAt == time("2026-12-07 17:00"))
        let again = try await refusal {
            try await intake.move(code, .apologise, by: handler) {
                $0.reason = "Chờ nữa"
                $0.day = LocalDate("2026-12-20")
            }
        }
        #expect(again?.code == "apologised-before")
    }

    @Test func `a printed date stands when a holiday is added later`() async throws {
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        let code = try await intake.submit().code
        let accepted = try await intake.move(code, .accept, by: reception)
        try await intake.importCalendar(adding: "2026-11-26")
        let same = try await intake.view(code, as: citizen)
        #expect(same.due?.dueAt == accepted.dueAt)
        let other = try await intake.submit().code
        let later = try await intake.move(other, .accept, by: reception)
        #expect(accepted.dueAt == time("2026-11-26 08:00"))
        #expect(later.dueAt == time("2026-11-27 08:00"))
    }

    @Test(arguments: [
        ("action = 'refuse'", 2), ("at = at + 1", 1), ("actor_name = 'Khác'", 2),
        ("detail = x'00'", 3), ("status = 9", 1),
        ("hash = NULL", 3),
    ])
    func `one changed byte of a history is named`(change: String, step: Int) async throws {
        let intake = try await TestIntake()
        let code = try await intake.submit().code
        try await intake.move(code, .accept, by: reception)
        try await intake.askForSupplement(code, by: handler)
        func firstFault() async throws -> HistoryChain.Fault? {
            try await intake.test.store.read { snapshot in
                let row = try snapshot.first("SELECT id FROM dossiers")
                let dossier: DossierID = try row!["id"]
                let links = try DossierHistory.links(dossier, in: snapshot)
                #expect(links.count == 3)
                return HistoryChain.firstFault(in: links, of: dossier)
            }
        }
        #expect(try await firstFault() == nil)
        try await intake.test.store.write { transaction in
            let rows = try transaction.rows("SELECT number FROM dossier_steps ORDER BY number")
            let number: Int64 = try rows[step - 1]["number"]
            _ = try transaction.execute(
                "UPDATE dossier_steps SET \(part: SQL(stringLiteral: change)) WHERE number = \(number)"
            )
        }
        #expect(try await firstFault() == .step(step))
    }

    @Test func `the queue shows what is due first, and finds by name without diacritics`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        let first = try await intake.submitAs(citizen).code
        intake.clock.set("2026-11-25T08:30:00+07:00")
        let second = try await intake.submitAs(citizen).code
        var page = try await intake.queue(as: reception)
        #expect(page.items.map(\.code) == [first, second])
        #expect(page.items.map(\.applicantName) == ["Nguyễn Văn An", "Nguyễn Văn An"])
        #expect(page.items.allSatisfy { $0.nearness == .soon })
        try await intake.move(first, .accept, by: reception)
        try await intake.askForSupplement(first, by: handler)
        page = try await intake.queue(as: reception)
        #expect(page.items.map(\.code) == [second, first])
        #expect(page.items.map(\.nearness) == [.soon, .none])
        intake.clock.set("2026-11-27T08:30:00+07:00")
        page = try await intake.queue(ListQueue(due: .overdue), as: reception)
        #expect(page.items.map(\.code) == [second])
        for name in ["nguyen van an", "NGUYỄN VĂN AN", first.rawValue.lowercased()] {
            page = try await intake.queue(ListQueue(q: name), as: reception)
            #expect(page.items.map(\.code).contains(first), "\(name)")
        }
        let one = try await intake.queue(ListQueue(limit: 1), as: reception)
        let rest = try await intake.queue(ListQueue(after: one.next, limit: 1), as: reception)
        #expect(one.items.map(\.code) + rest.items.map(\.code) == [second, first])
    }
}

@Suite struct ComparedPaperTests {
    private func hear(
        _ intake: TestIntake, _ comparison: PaperComparison?, sequence: Int64
    ) async throws {
        let event = DocumentCompared(
            document: DocumentID(rawValue: "scan-1"), citizen: TestIntake.an,
            fileName: "scan-1.pdf", code: nil, comparison: comparison, validTo: nil,
            sequence: sequence)
        try await NoteComparisonHandler().handle(
            event, intake.test.delivery(of: DocumentCompared.self, from: .service(.documentStorage))
        )
    }

    @Test func `a dossier shows the newest mark of each paper, whatever the order of the news`()
        async throws
    {
        let intake = try await TestIntake()
        intake.shelf.put("scan-1")
        var command = TestCatalogue.submission
        command.components = [TestCatalogue.component("statement", ["scan-1"])]
        let code = try await intake.submit(command).code
        func mark(_ result: PaperMatch, _ version: Int64) -> PaperComparison {
            PaperComparison(
                result: result, officer: "Hoa", unit: TestIntake.ward,
                comparedAt: intake.clock.clock.now(), note: nil, version: version)
        }
        func shown() async throws -> PaperComparison? {
            try await intake.read(code).components[0].documents[0].comparison
        }
        #expect(try await shown() == nil)
        try await hear(intake, mark(.matches, 2), sequence: 2)
        try await hear(intake, mark(.differs, 1), sequence: 1)
        #expect(try await shown()?.result == .matches)
        try await hear(intake, nil, sequence: 3)
        #expect(try await shown() == nil)
    }
}
