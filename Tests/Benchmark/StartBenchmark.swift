import TestSupport

/// (r) How long each program takes from its start until it says that it can take work.
enum StartBenchmark {
    /// Ends all programs and starts one after the other, again and again.
    static func run(on deployment: Deployment, _ options: Options) async throws -> [Figure] {
        let starts = options.isSmoke ? 1 : 10
        var (times, cpu): ([String: [Double]], [String: Double]) = ([:], [:])
        for number in 1...starts {
            Progress.show("(r) start \(number) of \(starts)")
            deployment.end()
            for name in Deployment.programs {
                times[name, default: []].append(try await start(name, deployment))
                let process = Watched(name: name, pid: deployment.processID(of: name))
                cpu[name, default: 0] += process.cpuSeconds
            }
        }
        return Deployment.programs.map { name in
            let all = times[name] ?? []
            let process = Watched(name: name, pid: deployment.processID(of: name))
            return Figure(
                section: "r", name: name, unit: "starts",
                samples: [
                    Sample(
                        count: Double(starts), seconds: all.reduce(0, +) / 1000, p50: all.median,
                        p99: all.percentile(99), cpu: [name: cpu[name] ?? 0])
                ], residentMiB: [name: process.residentMiB])
        }
    }

    /// Milliseconds from the start to the first 200 of `/readyz`.
    private static func start(_ name: String, _ deployment: Deployment) async throws -> Double {
        let begun = ContinuousClock.now
        try deployment.start(name)
        // Not listening yet is not ready.
        while (try? deployment.isReady(name)) != true {
            guard ContinuousClock.now - begun < .seconds(30) else {
                throw Deployment.Failure("\(name) is not ready:\n\(try deployment.logs())")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        return (ContinuousClock.now - begun) / .milliseconds(1)
    }
}
