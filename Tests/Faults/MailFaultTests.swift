import TestSupport
import Testing

/// An SMTP server that refuses, hangs up and goes away.
@Suite struct MailFaultTests {
    enum Fault: CaseIterable { case refusesRecipients, refusesData, hangsUp, isGone, isSlow }

    @Test func `every mail arrives once, or again as the same one when its answer was lost`()
        async throws
    {
        let trial = try await Trial(
            "mails", citizens: FaultRun.isLong ? 40 : 6, dossiersEach: 5)
        try await trial.judge { trial in
            var numbers = trial.numbers.branch(1)
            let times = FaultRun.isLong ? 6 : 1
            let faults = (0..<times).flatMap { _ in Fault.allCases.shuffled(using: &numbers) }
            try await trial.spread(faults) { try await trial.happen($0) }
        }
        let isRepeated = try trial.sink.mails().contains { !$0.isHeard }
        #expect(isRepeated, "no answer was lost")
    }
}

extension Trial {
    fileprivate func happen(_ fault: MailFaultTests.Fault) async throws {
        switch fault {
        case .refusesRecipients: try sink.refuse("451 4.3.0 not now", at: .rcpt, times: 3)
        case .refusesData: try sink.refuse("452 4.3.1 full", at: .data, times: 3)
        case .hangsUp:
            try sink.hangUp(times: 2)
            // Until it has happened: the next fault would take its place.
            let end = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < end, try !sink.mails().contains(where: { !$0.isHeard }) {
                try await Task.sleep(for: .milliseconds(50))
            }
        case .isGone:
            sink.stop()
            try await Task.sleep(for: .seconds(1))
            try sink.start()
        case .isSlow:
            try sink.delay(seconds: 0.5)
            try await Task.sleep(for: .seconds(2))
            try sink.obey()
        }
    }
}
