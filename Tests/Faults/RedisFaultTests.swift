import TestSupport
import Testing

/// Redis is only the wire: whatever it loses is sent again.
@Suite struct RedisFaultTests {
    enum Fault: CaseIterable { case killed, flushed, emptied, full }

    @Test func `Redis killed, flushed, emptied or full costs no dossier and doubles none`()
        async throws
    {
        let trial = try await Trial(
            "Redis", citizens: FaultRun.isLong ? 40 : 6, dossiersEach: 5)
        try await trial.judge { trial in
            var numbers = trial.numbers.branch(1)
            let kills = Array(repeating: Fault.killed, count: FaultRun.isLong ? 20 : 2)
            let others = Array(
                repeating: [Fault.flushed, .emptied, .full], count: FaultRun.isLong ? 4 : 1)
            let faults = (kills + others.flatMap(\.self)).shuffled(using: &numbers)
            var count = 0
            try await trial.spread(faults) { fault in
                count += 1
                try await trial.happen(fault, number: count)
            }
        }
    }

    @Test func `without Redis the answer is a kind 503, and with it all goes on`() async throws {
        let deployment = try await Deployment()
        let citizen = try await Citizen(of: deployment, email: "tam@example.org")
        let body = try citizen.submission()
        deployment.redis.kill()
        let away = try citizen.send("POST", "/api/v1/dossiers", json: body)
        #expect([503, 504].contains(away.status), "\(away.status) \(away.text)")
        #expect(away.headers["retry-after"] != nil)
        #expect((away.json["detail"] as? String)?.isEmpty == false)
        let ready = try deployment.isReady("gateway")
        #expect(!ready)
        try deployment.redis.start()
        let code = try citizen.submitUntilAnswered(body, key: "sau-khi-redis-ve")
        #expect(code.contains("-"))
        deployment.end()
    }
}

extension Trial {
    fileprivate func happen(_ fault: RedisFaultTests.Fault, number: Int) async throws {
        let redis = deployment.redis
        switch fault {
        case .killed:
            redis.kill()
            try redis.start()
        case .flushed: try redis.cli("FLUSHALL")
        case .emptied:
            redis.kill()
            try deployment.keepWire("\(number)")
            try redis.forgetFiles()
            try redis.start()
        case .full:
            // Less than it uses: every write is refused.
            try redis.cli("CONFIG", "SET", "maxmemory", "1000000")
            try await Task.sleep(for: .seconds(2))
            try redis.cli("CONFIG", "SET", "maxmemory", "0")
        }
        try await allReady()
    }
}
