import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct CounterCodeTests {
    private let bench: Bench
    private let an, hoa: Caller

    init() async throws {
        bench = try await Bench()
        an = try await bench.activate()
        hoa = try await bench.officer("hoa@danang.gov.vn", [.reception])
    }

    private func issue(id: String = randomBytes(16).hex) async throws -> IssueCounterCode.Reply {
        try await bench.desk.issueCounterCode.handle(
            .init(), bench.delivery(IssueCounterCode.self, an, id: id))
    }

    private func receive(
        _ code: String, id: String = randomBytes(16).hex
    ) async throws -> CounterAccount {
        try await bench.desk.receiveVisitor.handle(
            .init(code: code), bench.delivery(ReceiveVisitor.self, hoa, id: id))
    }

    private func scanned(_ reply: IssueCounterCode.Reply) -> String {
        "http://localhost:8080/can-bo/tai-khoan#\(bench.desk.secrets.counterCode(id: reply.id))"
    }

    @Test func `opens the account of who shows a code, once, in either form`() async throws {
        let first = try await issue(id: "m-1")
        #expect(try await issue(id: "m-1") == first)
        #expect(try #require(first.qrCode).hasPrefix("<svg "))
        #expect(first.expiresAt == bench.clock.clock.now() + .seconds(600))
        let opened = try await receive(scanned(first), id: "m-2")
        #expect(opened.id == an.citizen && opened.details == Bench.details)
        #expect(try await receive(scanned(first), id: "m-2") == opened)
        let typed = try #require(first.typed)
        #expect(await refusal { try await receive(scanned(first)) } == .counterCodeGone)
        #expect(await refusal { try await receive(typed) } == .counterCodeGone)

        let second = try #require(try await issue().typed)
        #expect(second.wholeMatch(of: /[0-9A-Z]{4}-[0-9A-Z]{4}/) != nil)
        #expect(try await receive(second.lowercased().replacing("-", with: " ")).id == an.citizen)
        let seen = try await bench.desk.listAccountAccesses.answer(.init(), for: an).items
        #expect(seen.map(\.kind) == [.received, .received])
        #expect(try await bench.audited("account-received") == 2)
    }

    @Test func `lets the newest code win, and each die after ten minutes`() async throws {
        let first = try await issue()
        let second = try await issue()
        #expect(await refusal { try await receive(scanned(first)) } == .counterCodeGone)
        bench.clock.advance(by: .seconds(600))
        #expect(await refusal { try await receive(scanned(second)) } == .counterCodeGone)
        try await bench.desk.cleaning.run()
        #expect(try await bench.count("SELECT count(*) AS n FROM counter_codes") == 0)
    }

    @Test func `counts wrong codes, so that nobody can try many`() async throws {
        for _ in 0..<Policy().lookUpsPerOfficer {
            #expect(await refusal { try await receive("7Q2K-M9TX") } == .counterCodeGone)
        }
        #expect(await refusal { try await receive("7Q2K-M9TX") }?.kind == .tooMany)
    }

    @Test(arguments: ["", "7Q2K", "7Q2K-M9T!", String(repeating: "A", count: 300), "#", "đà nẵng"])
    func `says how a code looks when it is none`(_ text: String) async throws {
        #expect(await refusal { try await receive(text) }?.fields.map(\.path) == ["code"])
    }

    @Test func `makes no endless codes`() async throws {
        for _ in 0..<IssueCounterCodeHandler.limit { _ = try await issue() }
        #expect(await refusal { try await issue() }?.kind == .tooMany)
    }

    @Test func `opens nothing of a cancelled account`() async throws {
        let code = try await issue()
        let opened = try await bench.open(an, by: hoa)
        _ = try await bench.desk.cancelAccount.handle(
            .init(id: an.citizen, version: opened.version, reason: "Tài khoản đăng ký trùng"),
            bench.delivery(CancelAccount.self, hoa))
        #expect(await refusal { try await receive(scanned(code)) } == .counterCodeGone)
    }
}
