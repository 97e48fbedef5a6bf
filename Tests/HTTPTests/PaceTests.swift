import Testing

@testable import HTTP

@Suite struct PaceTests {
    private let start = ContinuousClock.now

    @Test func `gives headers ten seconds since the connection was accepted`() {
        var pace = Pace(HTTPLimits(), now: start)
        pace.requestLine(now: start + .seconds(9))
        #expect(pace.verdict(now: start + .seconds(10)) == .inTime)
        #expect(pace.verdict(now: start + .seconds(11)) == .clientLate("headers"))
    }

    @Test func `gives a kept connection a minute, and its next headers ten seconds`() {
        var pace = Pace(HTTPLimits(), now: start)
        pace.idle(now: start)
        #expect(pace.verdict(now: start + .seconds(59)) == .inTime)
        #expect(pace.verdict(now: start + .seconds(61)) == .clientLate("idle"))
        pace.requestLine(now: start + .seconds(50))
        #expect(pace.verdict(now: start + .seconds(60)) == .inTime)
        #expect(pace.verdict(now: start + .seconds(61)) == .clientLate("headers"))
    }

    @Test(arguments: [(1024, Pace.Verdict.inTime), (512, .clientLate("body"))])
    func `asks for a kibibyte a second of a body`(rate: Int, expected: Pace.Verdict) {
        var pace = Pace(HTTPLimits(), now: start)
        for second in 0..<100 {
            pace.awaitingBody(now: start + .seconds(second))
            guard pace.verdict(now: start + .seconds(second)) == .inTime else { break }
            pace.received(rate, now: start + .seconds(second + 1))
        }
        #expect(pace.verdict(now: start + .seconds(100)) == expected)
    }

    @Test func `does not count the time in which our handler works against the client`() {
        var pace = Pace(HTTPLimits(), now: start)
        pace.awaitingBody(now: start)
        pace.received(10, now: start + .seconds(5))
        pace.working(now: start + .seconds(5))
        #expect(pace.verdict(now: start + .seconds(15)) == .inTime)
        #expect(pace.verdict(now: start + .seconds(16)) == .handlerLate)
        pace.awaitingBody(now: start + .seconds(100))
        #expect(pace.verdict(now: start + .seconds(114)) == .inTime)
        #expect(pace.verdict(now: start + .seconds(115)) == .clientLate("body"))
    }
}
