import Foundation

/// The figures as a person and as a program reads them.
struct Report: Sendable {
    let options: Options
    let figures: [Figure]

    private static let titles = [
        "a": "(a) command → durable write → reply, caller and service in processes of their own",
        "b": "(b) events published → consumed and acknowledged by a group",
        "c": "(c) dossiers through the gateway, 64 connections, signed in, all programs running",
        "d": "(d) sign-ins with the right password",
        "e": "(e) files of 10 MiB at document storage",
        "q": "(q) an officer's pages through the gateway, 8 connections, signed in",
        "r": "(r) from start to ready",
    ]

    /// The table.
    var text: String {
        var lines = [
            "Machine: \(ProcessInfo.processInfo.activeProcessorCount) cores, \(Self.processor)",
            "SQLite synchronous=FULL, Redis appendfsync \(options.fsync); \(options.rounds) rounds"
                + " of \(Self.shown(options.seconds)) s; figures are medians, CPU is over all rounds",
        ]
        if Self.isInMemory {
            lines.append("WARNING: $TMPDIR lies in memory: nothing was written to a disk")
        }
        for section in Self.titles.keys.sorted() {
            let own = figures.filter { $0.section == section }
            guard !own.isEmpty, let title = Self.titles[section] else { continue }
            lines += ["", title, Self.row("", "each second", "p50 ms", "p99 ms", "ratio")]
            for figure in own { lines += Self.lines(of: figure) }
        }
        return lines.joined(separator: "\n")
    }

    /// The same for programs.
    func json() throws -> Foundation.Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(
            Document(
                cores: ProcessInfo.processInfo.activeProcessorCount, fsync: options.fsync,
                rounds: options.rounds, seconds: options.seconds,
                figures: figures.map(Document.Entry.init)))
    }

    private static func lines(of figure: Figure) -> [String] {
        let ratio = figure.beside.isEmpty ? "" : shown(figure.ratios.median)
        var lines = [row("  \(figure.name)", figure.samples, figure.unit, ratio)]
        if let name = figure.besideName {
            lines.append(row("    beside \(name)", figure.beside, figure.unit, ""))
            lines.append("    ratios: " + figure.ratios.map(shown).joined(separator: "  "))
        }
        lines += perProcess(
            "CPU s per 1,000 \(figure.unit)", Figure.cpuPerThousand(figure.samples))
        if figure.besideName != nil {
            lines += perProcess("CPU of the other", Figure.cpuPerThousand(figure.beside))
        }
        lines += perProcess("resident MiB", figure.residentMiB)
        for name in Set(figure.samples.flatMap(\.extra.keys)).sorted() {
            let values = figure.samples.compactMap { $0.extra[name] }
            lines.append("    \(name): \(shown(values.median))")
        }
        if figure.failures > 0 { lines.append("    FAILED: \(Int(figure.failures))") }
        return lines
    }

    /// Each process that has a hundredth of the whole at least.
    private static func perProcess(_ title: String, _ values: [String: Double]) -> [String] {
        let floor = values.values.reduce(0, +) / 100
        let listed = values.filter { $0.value >= floor && $0.value > 0 }
            .sorted { $0.key < $1.key }.map { "\($0.key) \(shown($0.value))" }
        guard !listed.isEmpty else { return [] }
        return ["    \(title): " + listed.joined(separator: ", ")]
    }

    private static func row(
        _ name: String, _ samples: [Sample], _ unit: String, _ ratio: String
    ) -> String {
        let (p50, p99) = (samples.compactMap(\.p50), samples.compactMap(\.p99))
        return row(
            name, "\(shown(samples.map(\.perSecond).median)) \(unit)",
            p50.isEmpty ? "" : shown(p50.median), p99.isEmpty ? "" : shown(p99.median), ratio)
    }

    private static func row(_ name: String, _ columns: String...) -> String {
        let width = 46
        let padded = name + String(repeating: " ", count: max(1, width - name.count))
        let rest = zip(columns, [20, 10, 10, 8]).map { text, width in
            String(repeating: " ", count: max(1, width - text.count)) + text
        }.joined()
        return padded + rest
    }

    /// A number with three digits that count.
    static func shown(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let digits =
            switch abs(value) {
            case 100...: 0
            case 10..<100: 1
            case 1..<10: 2
            case 0..<0.01: 5
            default: 3
            }
        return value == 0 ? "0" : String(format: "%.\(digits)f", value)
    }

    /// Whether the measured files lie on a tmpfs.
    private static var isInMemory: Bool {
        let folder = NSTemporaryDirectory()
        let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
        var nearest: (point: String, type: String) = ("", "")
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 2, words[1].count >= nearest.point.count else { continue }
            let prefix = words[1] == "/" ? "/" : words[1] + "/"
            if (folder + "/").hasPrefix(prefix) { nearest = (words[1], words[2]) }
        }
        return nearest.type == "tmpfs"
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
    }

    /// The JSON document.
    private struct Document: Codable {
        let cores: Int
        let fsync: String
        let rounds: Int
        let seconds: Double
        let figures: [Entry]

        struct Entry: Codable {
            let section: String
            let name: String
            let unit: String
            let perSecond: Double
            let p50Milliseconds: Double?
            let p99Milliseconds: Double?
            let besideName: String?
            let besidePerSecond: Double?
            let ratio: Double?
            let ratios: [Double]
            let failures: Double
            let cpuSecondsPerThousand: [String: Double]
            let residentMiB: [String: Double]
            let samples: [Sample]
            let beside: [Sample]

            init(_ figure: Figure) {
                (section, name, unit) = (figure.section, figure.name, figure.unit)
                (samples, beside) = (figure.samples, figure.beside)
                perSecond = samples.map(\.perSecond).median
                let (p50, p99) = (samples.compactMap(\.p50), samples.compactMap(\.p99))
                p50Milliseconds = p50.isEmpty ? nil : p50.median
                p99Milliseconds = p99.isEmpty ? nil : p99.median
                besideName = figure.besideName
                besidePerSecond = beside.isEmpty ? nil : beside.map(\.perSecond).median
                ratios = figure.ratios
                ratio = ratios.isEmpty ? nil : ratios.median
                failures = figure.failures
                cpuSecondsPerThousand = Figure.cpuPerThousand(samples)
                residentMiB = figure.residentMiB
            }
        }
    }
}
