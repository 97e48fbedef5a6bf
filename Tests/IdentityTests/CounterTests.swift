import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct CounterTests {
    /// A confirmed citizen and an officer at the counter.
    private static func meeting(
        _ policy: Policy = Policy()
    ) async throws -> (bench: Bench, an: Caller, hoa: Caller) {
        let bench = try await Bench(policy)
        return (
            bench, try await bench.activate(),
            try await bench.officer("hoa@danang.gov.vn", [.reception])
        )
    }

    private func search(
        _ bench: Bench, _ officer: Caller, email: String? = nil, phone: String? = nil,
        number: String? = nil, reason: String = "Công dân xin xác thực",
        id: String = randomBytes(16).hex
    ) async throws -> [SearchAccounts.Found] {
        try await bench.desk.searchAccounts.handle(
            .init(email: email, phone: phone, identityNumber: number, reason: reason),
            bench.delivery(SearchAccounts.self, officer, id: id)
        ).items
    }

    private func refuse(
        _ bench: Bench, _ citizen: Caller, by officer: Caller, version: Int64,
        reason: String = "Ảnh trên giấy tờ không rõ"
    ) async throws -> CounterAccount {
        try await bench.desk.refuseVerification.handle(
            .init(id: citizen.citizen, version: version, reason: reason),
            bench.delivery(RefuseVerification.self, officer))
    }

    private func cancel(
        _ bench: Bench, _ citizen: Caller, by officer: Caller, version: Int64
    ) async throws -> CounterAccount {
        try await bench.desk.cancelAccount.handle(
            .init(id: citizen.citizen, version: version, reason: "Tài khoản đăng ký trùng"),
            bench.delivery(CancelAccount.self, officer))
    }

    private func accesses(_ bench: Bench, _ citizen: Caller) async throws -> [AccountAccess] {
        try await bench.desk.listAccountAccesses.answer(.init(), for: citizen).items
    }

    @Test func `finds an account by mail address, phone or identity number, and keeps who looked`()
        async throws
    {
        let (bench, an, hoa) = try await Self.meeting()
        let expected = SearchAccounts.Found(
            id: an.citizen, fullName: "Nguyễn Văn An", dateOfBirth: Bench.details.dateOfBirth,
            identityNumberEnd: "1234", state: .confirmed)
        #expect(try await search(bench, hoa, email: "AN@example.vn", id: "m-1") == [expected])
        #expect(try await search(bench, hoa, email: "AN@example.vn", id: "m-1") == [expected])
        #expect(try await search(bench, hoa, phone: "+84 905 123 456") == [expected])
        #expect(try await search(bench, hoa, number: "048 090 001 234") == [expected])
        #expect(try await search(bench, hoa, phone: "0905123457").isEmpty)
        #expect(try await search(bench, hoa, email: "hoa@danang.gov.vn").isEmpty)
        let seen = try await accesses(bench, an)
        #expect(seen.count == 3)
        #expect(seen.allSatisfy { $0.kind == .found && $0.reason == "Công dân xin xác thực" })
        #expect(seen.allSatisfy { $0.unit.rawValue == "48.20194" })
        #expect(try await bench.audited("account-found") == 3)
        #expect(try await bench.audited("account-search-in-vain") == 2)
        #expect(try await bench.store.verifyAudit().firstBad == nil)
    }

    @Test func `answers all of a family with one phone, ten at most`() async throws {
        let (bench, _, hoa) = try await Self.meeting()
        for number in 0..<12 {
            try await bench.register("gd\(number)@example.vn")
        }
        #expect(try await search(bench, hoa, phone: "0905123456").count == 10)
    }

    @Test func `asks for exactly one thing to look for, and for a reason`() async throws {
        let (bench, _, hoa) = try await Self.meeting()
        func paths(
            email: String? = nil, phone: String? = nil, number: String? = nil,
            reason: String = "Công dân xin xác thực"
        ) async -> [String]? {
            await refusal {
                try await search(
                    bench, hoa, email: email, phone: phone, number: number, reason: reason)
            }?.fields.map(\.path)
        }
        #expect(await paths() == ["email"])
        #expect(await paths(email: "an@example.vn", phone: "0905123456") == ["email"])
        #expect(await paths(email: "an") == ["email"])
        #expect(await paths(phone: "123") == ["phone"])
        #expect(await paths(number: "123") == ["identityNumber"])
        #expect(await paths(email: "an@example.vn", reason: " x ") == ["reason"])
        #expect(await paths(email: "an@example.vn", reason: "một\nhai ba bốn") == ["reason"])
        #expect(try await bench.audited("account-search-in-vain") == 0)
    }

    @Test func `limits how many accounts an officer looks at in an hour`() async throws {
        var policy = Policy()
        policy.lookUpsPerOfficer = 3
        let (bench, an, hoa) = try await Self.meeting(policy)
        _ = try await search(bench, hoa, email: "an@example.vn")
        _ = try await search(bench, hoa, email: "binh@example.vn")
        _ = try await bench.open(an, by: hoa)
        let refused = await refusal { try await bench.open(an, by: hoa) }
        #expect(refused?.kind == .tooMany && refused?.retryAfterSeconds == 3600)
        let other = try await bench.officer("nam@danang.gov.vn", [.reception])
        _ = try await bench.open(an, by: other)
        bench.clock.advance(by: .seconds(3600))
        _ = try await bench.open(an, by: hoa)
    }

    @Test func `verifies an account with the paper shown, and the citizen's session knows`()
        async throws
    {
        let (bench, an, hoa) = try await Self.meeting()
        let opened = try await bench.open(an, by: hoa)
        #expect(opened.details == Bench.details && opened.state == .confirmed)
        #expect(opened.decision == nil && opened.warnings.isEmpty && opened.version == 1)
        let verified = try await bench.verify(an, by: hoa, version: 1, id: "m-1")
        #expect(try await bench.verify(an, by: hoa, version: 1, id: "m-1") == verified)
        #expect(verified.state == .verified && verified.version == 2 && verified.warnings.isEmpty)
        #expect(verified.decision?.outcome == .verified)
        #expect(verified.decision?.paper == .citizenCard)
        let events = try await bench.events(AccountVerified.name)
        #expect(events.count == 1 && events[0].contains("48.20194"))
        #expect(!events[0].contains("048090001234"))
        #expect(try await bench.events(SessionsChanged.name).count == 1)

        let session = try await bench.signIn("an@example.vn", Bench.ownPassword)
        #expect(try await bench.resolve(session).caller?.isVerified == true)
        let read = try await bench.desk.readVerification.answer(.init(), for: an)
        #expect(read.state == .verified && read.decision == verified.decision)
        #expect(
            await refusal { try await bench.verify(an, by: hoa, version: 2) } == .alreadyVerified)
        #expect(try await bench.audited("account-verified") == 1)
    }

    @Test func `keeps what was shown: kind, number sealed, day and place of issue`() async throws {
        let (bench, an, hoa) = try await Self.meeting()
        try await bench.verify(an, by: hoa, version: 1)
        let kept = try #require(
            try await bench.store.read { try $0.first("SELECT * FROM decisions") })
        #expect(try kept["paper"] as String == "citizenCard")
        #expect(try kept["paper_issued_on"] as String == "2021-08-10")
        #expect(try kept["paper_issued_by"] as String == Bench.paper.issuedBy)
        #expect(try kept["officer"] as String == hoa.id)
        let sealed: [UInt8] = try kept["paper_number_sealed"]
        #expect(!sealed.isEmpty && !sealed.contains(Array("048090001234".utf8)))
    }

    @Test func `lets one of two officers win, and tells the other`() async throws {
        let (bench, an, hoa) = try await Self.meeting()
        let nam = try await bench.officer("nam@danang.gov.vn", [.reception])
        let (first, second) = (
            try await bench.open(an, by: hoa), try await bench.open(an, by: nam)
        )
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for (officer, version) in [(hoa, first.version), (nam, second.version)] {
                group.addTask {
                    (try? await bench.verify(an, by: officer, version: version)) != nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == 1)
        #expect(
            await refusal { try await refuse(bench, an, by: nam, version: second.version) }
                == .changedMeanwhile)
        #expect(try await bench.events(AccountVerified.name).count == 1)
        #expect(try await bench.count("SELECT count(*) AS n FROM decisions") == 1)
    }

    @Test func `tells an officer when the citizen changed the details meanwhile`() async throws {
        let (bench, an, hoa) = try await Self.meeting()
        let opened = try await bench.open(an, by: hoa)
        _ = try await bench.desk.changeDetails.handle(
            .init(version: 1, details: Bench.details), bench.delivery(ChangeDetails.self, an))
        #expect(
            await refusal { try await bench.verify(an, by: hoa, version: opened.version) }
                == .changedMeanwhile)
        try await bench.verify(an, by: hoa, version: 2)
        var renamed = Bench.details
        renamed.givenName = "Ân"
        let changed = try await bench.desk.changeDetails.handle(
            .init(version: 3, details: renamed), bench.delivery(ChangeDetails.self, an))
        #expect(changed.state == .confirmed)
        #expect(try await bench.events(SessionsChanged.name).count == 2)
    }

    @Test func `a card with another number than the registered one verifies nobody`() async throws {
        let (bench, an, hoa) = try await Self.meeting()
        var other = Bench.paper
        other.number = "048185001234"
        let card = other
        let no = await refusal { try await bench.verify(an, by: hoa, version: 1, paper: card) }
        #expect(no?.fields.map(\.path) == ["paper.number"])
        #expect(try await bench.count("SELECT count(*) AS n FROM decisions") == 0)
    }

    @Test func `warns of a card that does not fit birth and sex, and verifies all the same`()
        async throws
    {
        let (bench, an, hoa) = try await Self.meeting()
        var details = Bench.details
        details.identityNumber = "048185001234"
        _ = try await bench.desk.changeDetails.handle(
            .init(version: 1, details: details), bench.delivery(ChangeDetails.self, an))
        var paper = Bench.paper
        paper.number = details.identityNumber
        let verified = try await bench.verify(an, by: hoa, version: 2, paper: paper)
        #expect(verified.state == .verified)
        #expect(verified.warnings.count { $0.path == "paper.number" } == 2)
        #expect(verified.warnings.contains { $0.message.contains("Năm sinh") })
        #expect(verified.warnings.contains { $0.message.contains("Giới tính") })

        let first = try await bench.activate("an2@example.vn")
        try await bench.verify(first, by: hoa, version: 1)
        let twin = try await bench.activate("an3@example.vn")
        let second = try await bench.verify(twin, by: hoa, version: 1)
        #expect(second.warnings.map(\.message).contains { $0.contains("tài khoản khác") })
    }

    @Test(arguments: [
        (IdentityPaper.Kind.citizenCard, "04809000123", "2021-08-10", "Bộ Công an", "number"),
        (.oldIdentityCard, "048090001234", "2010-08-10", "Công an Đà Nẵng", "number"),
        (.passport, "B12", "2021-08-10", "Cục QLXNC", "number"),
        (.passport, "B12345#7", "2021-08-10", "Cục QLXNC", "number"),
        (.citizenCard, "048090001234", "2026-11-24", "Bộ Công an", "issuedOn"),
        (.citizenCard, "048090001234", "1959-12-31", "Bộ Công an", "issuedOn"),
        (.citizenCard, "048090001234", "2021-08-10", " ", "issuedBy"),
    ])
    func `names the field of a paper that is not right`(
        _ kind: IdentityPaper.Kind, _ number: String, _ day: String, _ place: String,
        _ field: String
    ) throws {
        let checked = CheckedPaper(
            IdentityPaper(
                kind: kind, number: number, issuedOn: try #require(LocalDate(day)), issuedBy: place),
            today: try #require(LocalDate("2026-11-23")))
        #expect(checked.faults.map(\.path) == ["paper.\(field)"])
        #expect(checked.faults.allSatisfy { !$0.message.isEmpty })
    }

    @Test func `takes a passport and an old identity card, with a warning for the card's age`()
        throws
    {
        let today = try #require(LocalDate("2026-11-23"))
        let passport = CheckedPaper(
            IdentityPaper(
                kind: .passport, number: "c1234567", issuedOn: today, issuedBy: "Cục QLXNC"),
            today: today)
        #expect(passport.faults.isEmpty && passport.paper.number == "C1234567")
        #expect(passport.warnings(against: Bench.details).isEmpty)
        var details = Bench.details
        details.identityNumber = "201234567"
        let card = CheckedPaper(
            IdentityPaper(
                kind: .oldIdentityCard, number: "201 234 567", issuedOn: today,
                issuedBy: "Công an thành phố Đà Nẵng"), today: today)
        #expect(card.faults.isEmpty)
        #expect(card.warnings(against: details).map(\.message).count == 1)
    }

    @Test func `refuses with a reason; the account stays usable and can be verified later`()
        async throws
    {
        let (bench, an, hoa) = try await Self.meeting()
        let refused = try await refuse(bench, an, by: hoa, version: 1)
        #expect(refused.state == .confirmed && refused.version == 2)
        #expect(refused.decision?.outcome == .refused)
        #expect(refused.decision?.reason == "Ảnh trên giấy tờ không rõ")
        let event = try #require(try await bench.events(VerificationRefused.name).first)
        #expect(event.contains("Ảnh trên giấy tờ không rõ"))
        #expect(
            await refusal {
                try await refuse(bench, an, by: hoa, version: 2, reason: "")
            }?.fields.map(\.path) == ["reason"])
        let read = try await bench.desk.readVerification.answer(.init(), for: an)
        #expect(read.state == .confirmed && read.decision?.outcome == .refused)
        try await bench.verify(an, by: hoa, version: 2)
        #expect(
            await refusal { try await refuse(bench, an, by: hoa, version: 3) } == .alreadyVerified)
    }

    @Test func `cancels an account: its sessions end and nobody signs in again`() async throws {
        let (bench, an, hoa) = try await Self.meeting()
        let session = try await bench.signIn("an@example.vn", Bench.ownPassword)
        let cancelled = try await cancel(bench, an, by: hoa, version: 1)
        #expect(cancelled.state == .cancelled && cancelled.decision?.outcome == .cancelled)
        #expect(try await bench.resolve(session).caller == nil)
        #expect(
            await refusal { try await bench.signIn("an@example.vn", Bench.ownPassword) }
                == .wrongCredentials)
        #expect(try await bench.events(AccountCancelled.name).count == 1)
        for version in [2, 3] as [Int64] {
            let again = await refusal { try await cancel(bench, an, by: hoa, version: version) }
            #expect(again == (version == 2 ? .accountIsCancelled : .changedMeanwhile))
        }
        #expect(
            await refusal { try await bench.verify(an, by: hoa, version: 2) }
                == .accountIsCancelled)
    }

    @Test func `verifies no account whose owner has not confirmed the address`() async throws {
        let (bench, _, hoa) = try await Self.meeting()
        try await bench.register("binh@example.vn")
        let found = try await search(bench, hoa, email: "binh@example.vn")
        #expect(found.map(\.state) == [.registered])
        let binh = Caller.citizen(try #require(found.first).id)
        #expect(
            await refusal { try await bench.verify(binh, by: hoa, version: 1) } == .notConfirmedYet)
    }

    @Test func `opens no officer's account`() async throws {
        let (bench, _, hoa) = try await Self.meeting()
        for id in [hoa.id ?? "", "x"] {
            let citizen = Caller.citizen(CitizenID(rawValue: id))
            #expect(await refusal { try await bench.open(citizen, by: hoa) } == .notFound)
            #expect(
                await refusal { try await bench.verify(citizen, by: hoa, version: 1) } == .notFound)
        }
    }

    @Test func `shows citizens their own log alone, by pages`() async throws {
        let (bench, an, hoa) = try await Self.meeting()
        for _ in 0..<3 { _ = try await bench.open(an, by: hoa) }
        let list = bench.desk.listAccountAccesses
        let first = try await list.answer(.init(limit: 2), for: an)
        let next = try #require(first.next)
        let rest = try await list.answer(.init(after: next), for: an)
        #expect(first.items.count == 2 && rest.items.count == 1 && rest.next == nil)
        let other = try await bench.activate("binh@example.vn")
        #expect(try await list.answer(.init(), for: other).items.isEmpty)
    }
}
