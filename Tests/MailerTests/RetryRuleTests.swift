import Contracts
import Lifecycle
import Testing

@testable import Mailer

@Suite struct RetryRuleTests {
    private let start = Timestamp(rfc3339: "2026-11-23T08:00:00+07:00")!

    private func step(
        _ outcome: Outcome, attempts: Int = 1, unknowns: Int = 0, after: Duration = .zero
    ) -> NextStep {
        RetryRule.step(
            after: outcome, attempts: attempts, unknowns: unknowns, firstTriedAt: start,
            now: start + after)
    }

    @Test func `tries again after 1, 5 and 15 minutes, then hourly, for 24 hours`() {
        var (now, waits) = (start, [Int64]())
        var attempts = 1
        while true {
            let step = RetryRule.step(
                after: .later(answer: ""), attempts: attempts, unknowns: 0, firstTriedAt: start,
                now: now)
            guard let next = step.nextAt else {
                #expect(step.state == .failed)
                break
            }
            #expect(step.state == .queued)
            waits.append((next - now).milliseconds / 60_000)
            (now, attempts) = (next, attempts + 1)
        }
        #expect(waits == [1, 5, 15] + Array(repeating: 60, count: 23))
        #expect(now - start <= .seconds(24 * 3600))
    }

    @Test func `gives up at once what was refused`() {
        #expect(step(.refused(answer: "")) == NextStep(state: .failed, nextAt: nil))
    }

    @Test func `tries what it does not know twice more, 15 minutes apart`() {
        let later = NextStep(state: .unknown, nextAt: start + .seconds(900))
        #expect(step(.unknown(answer: ""), attempts: 1, unknowns: 0) == later)
        #expect(step(.unknown(answer: ""), attempts: 2, unknowns: 1) == later)
        #expect(
            step(.unknown(answer: ""), attempts: 3, unknowns: 2)
                == NextStep(state: .failed, nextAt: nil))
    }

    @Test func `is done with what was sent`() {
        #expect(step(.sent(answer: "")) == NextStep(state: .sent, nextAt: nil))
    }
}
