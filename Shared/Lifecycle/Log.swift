import Foundation
import Synchronization

/// Writes what happens as JSON lines to standard error: never bodies, form fields, addresses or tokens.
package enum Log {
    /// How much a line matters; lines below `LOG_LEVEL` are left out.
    package enum Level: String, Comparable, Sendable, CaseIterable {
        case debug, info, warning, error
        /// From least to most.
        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
        private var rank: Int { Self.allCases.firstIndex(of: self)! }
    }

    private struct State {
        var program = "egov"
        var lowest = Level.info
        var quiet: [String: ContinuousClock.Instant] = [:]
    }
    private static let state = Mutex(State())

    /// The trace that the running task works for (W3C `traceparent`), written on each line.
    @TaskLocal package static var trace: String?

    /// Sets the program's name and the lowest level that is written.
    package static func configure(program: String, lowest: Level) {
        state.withLock {
            $0.program = program
            $0.lowest = lowest
        }
    }

    /// Something an operator may want to know.
    package static func info(_ event: String, _ details: KeyValuePairs<String, String> = [:]) {
        write(.info, event, details)
    }

    /// Something that went wrong and is being dealt with.
    package static func warning(_ event: String, _ details: KeyValuePairs<String, String> = [:]) {
        write(.warning, event, details)
    }

    /// Something that needs a person.
    package static func error(_ event: String, _ details: KeyValuePairs<String, String> = [:]) {
        write(.error, event, details)
    }

    /// A line that is interesting only while looking for a fault.
    package static func debug(_ event: String, _ details: KeyValuePairs<String, String> = [:]) {
        write(.debug, event, details)
    }

    /// Like `warning`, but at most once in ten seconds for each `event`.
    package static func warningSometimes(
        _ event: String, _ details: KeyValuePairs<String, String> = [:]
    ) {
        let now = ContinuousClock.now
        let speaks = state.withLock { state in
            if let until = state.quiet[event], until > now { return false }
            state.quiet[event] = now + .seconds(10)
            return true
        }
        if speaks { write(.warning, event, details) }
    }

    private static func write(
        _ level: Level, _ event: String, _ details: KeyValuePairs<String, String>
    ) {
        let (program, lowest) = state.withLock { ($0.program, $0.lowest) }
        guard level >= lowest else { return }
        var line = "{\"time\":\"\(WallClock.system.now().rfc3339)\",\"level\":\"\(level.rawValue)\""
        line += ",\"program\":\"\(program)\",\"event\":\(quoted(event))"
        if let trace { line += ",\"traceparent\":\(quoted(trace))" }
        for (key, value) in details { line += ",\(quoted(key)):\(quoted(value))" }
        line += "}\n"
        // One write per line, so that lines of several threads do not mix. When standard error
        // is gone there is nobody left to tell.
        _ = line.withUTF8 { Foundation.write(2, $0.baseAddress, $0.count) }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case _ where scalar.value < 0x20: out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
