import Contracts
import Lifecycle
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct AppointmentTests {
    let reception = TestIntake.reception

    /// A dossier with a scan, on a Wednesday at nine.
    private func submitted() async throws -> (TestIntake, DossierCode) {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        intake.shelf.put("scan")
        var command = TestCatalogue.submission
        command.components = [TestCatalogue.component("statement", ["scan"])]
        let receipt = try await intake.submission.handle(
            command, intake.sent(command, by: TestIntake.citizen, key: nil))
        return (intake, receipt.code)
    }

    private func set(
        _ intake: TestIntake, _ code: DossierCode, _ at: String?, by caller: Caller? = nil,
        version: Int64? = nil, components: [String]? = nil, note: String? = nil
    ) async throws -> SetAppointment.Reply {
        let now = try await intake.view(code, as: TestIntake.citizen).version
        let command = SetAppointment(
            code: code, version: version ?? now, at: at.map { Timestamp(rfc3339: $0)! },
            components: components, note: note)
        return try await SetAppointmentHandler(papers: intake.papers).handle(
            command, intake.sent(command, by: caller ?? reception, key: nil))
    }

    @Test func `is made, seen by the citizen, announced, moved and called off`() async throws {
        let (intake, code) = try await submitted()
        let made = try await set(
            intake, code, "2026-11-26T08:30:00+07:00", note: "Mang theo căn cước.")
        #expect(made.version == 2)
        let dossier = try await intake.view(code, as: TestIntake.citizen)
        let appointment = try #require(dossier.appointment)
        #expect(appointment.at == Timestamp(rfc3339: "2026-11-26T08:30:00+07:00"))
        #expect(appointment.items == ["Văn bản của người làm chứng"])
        #expect(appointment.place.contains("Phường Hải Châu"))
        #expect(dossier.history.last?.title == "Hẹn mang bản chính đến đối chiếu")
        #expect(dossier.history.last?.reason?.contains("08:30 ngày 26/11/2026") == true)
        _ = try await set(intake, code, "2026-11-27T14:00:00+07:00")
        _ = try await set(intake, code, nil)
        #expect(try await intake.view(code, as: TestIntake.citizen).appointment == nil)
        let events = try await intake.test.outbox().filter { $0.type == AppointmentChanged.name }
        #expect(events.count == 3)
        #expect(events[0].json.contains("Mang theo căn cước."))
        #expect(!events[2].json.contains("appointment\":{"))
    }

    @Test(arguments: [
        ("2026-11-25T08:59:00+07:00", "60 ngày"), ("2027-03-25T09:00:00+07:00", "60 ngày"),
        ("2026-11-28T09:00:00+07:00", "07:00 ngày 30/11/2026"),
        ("2026-11-26T12:00:00+07:00", "13:30 ngày 26/11/2026"),
    ])
    func `is at a time at which people work, soon`(_ at: String, _ words: String) async throws {
        let (intake, code) = try await submitted()
        let no = try await refusal { try await set(intake, code, at) }
        #expect(no?.fields.first?.path == "at")
        #expect(no?.fields.first?.message.contains(words) == true, "\(String(describing: no))")
        #expect(try await intake.view(code, as: TestIntake.citizen).version == 1)
    }

    @Test func `is the unit's to make, of papers that are there, in the version that was read`()
        async throws
    {
        let (intake, code) = try await submitted()
        let good = "2026-11-26T08:30:00+07:00"
        for caller in [TestIntake.citizen, TestIntake.stranger, .anonymous()] {
            let no = try await refusal { try await set(intake, code, good, by: caller) }
            #expect([.notFound, .unauthenticated].contains(no?.kind))
        }
        let unknown = try await refusal {
            try await set(intake, code, good, components: ["statement", "unknown"])
        }
        #expect(unknown?.fields.first?.path == "components")
        let old = try await refusal { try await set(intake, code, good, version: 9) }
        #expect(old?.kind == .preconditionFailed)
        let halves = try await refusal { try await set(intake, code, nil, note: "x") }
        #expect(halves?.fields.first?.path == "at")
    }
}
