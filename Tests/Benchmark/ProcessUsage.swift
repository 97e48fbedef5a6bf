import Foundation

/// A process that takes part in what is measured.
struct Watched: Sendable {
    let name: String
    let pid: Int32

    /// This process.
    static let own = Watched(name: "benchmark", pid: getpid())

    /// CPU seconds of all its threads since it started, those of ended threads too.
    var cpuSeconds: Double {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        // From the third field on: utime and stime are the 14th and 15th (proc(5)).
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Resident memory now.
    var residentMiB: Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kib = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        return (kib ?? 0) / 1024
    }
}

/// The CPU seconds that processes take from its making on.
struct Meter: Sendable {
    private let before: [(process: Watched, cpu: Double)]
    private let children: (name: String, cpu: Double)?

    /// Watches these; `tool` names a program that starts and ends meanwhile.
    init(_ processes: [Watched], tool: String? = nil) {
        before = processes.map { ($0, $0.cpuSeconds) }
        children = tool.map { ($0, Meter.cpu(of: RUSAGE_CHILDREN)) }
    }

    /// What each has taken so far.
    var taken: [String: Double] {
        var taken = Dictionary(
            uniqueKeysWithValues: before.map { ($0.process.name, $0.process.cpuSeconds - $0.cpu) })
        if let children { taken[children.name] = Meter.cpu(of: RUSAGE_CHILDREN) - children.cpu }
        return taken
    }

    private static func cpu(of who: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
        }
    }
}
