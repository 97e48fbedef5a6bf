import Foundation
import Glibc
import Lifecycle
import Synchronization
import TestSupport

/// Kills a running program as it enters its n-th `fdatasync` or `fsync`, whichever thread does it:
/// the call itself is not made any more.
///
/// strace holds each such call for a moment (its own counting, `when=`, is by thread), in which the
/// trap counts and kills.
final class SyncTrap: Sendable {
    private let program: Int32
    private let place: Int?
    private let state = Mutex(State())
    private let process: Process

    private struct State {
        var text = ""
        var seen = 0
        var isOver = false
    }

    /// How long each call is held, in microseconds.
    private static let holdMicroseconds = 40_000

    /// Attaches to a process; kills it at call number `place`, from 1, or only counts.
    init(_ program: Int32, killingAt place: Int?) throws {
        (self.program, self.place) = (program, place)
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        process.arguments = [
            "-f", "-e", "signal=none", "-e", "trace=fdatasync,fsync", "-e",
            "inject=fdatasync,fsync:delay_enter=\(Self.holdMicroseconds)", "-o", "/dev/stdout",
            "-p", "\(program)",
        ]
        let (calls, words) = (Pipe(), Pipe())
        process.standardOutput = calls
        process.standardError = words
        try process.run()
        guard let said = try Self.line(of: words), said.contains("attached") else {
            throw Deployment.Failure("strace did not attach to \(program)")
        }
        // Its other words are about threads that come.
        BlockingThread("strace-words").start {
            while !words.fileHandleForReading.availableData.isEmpty {}
        }
        BlockingThread("strace-calls").start { self.watch(calls) }
    }

    /// Calls that were entered.
    var seen: Int { state.withLock { $0.seen } }

    /// Whether the program was killed at the place.
    var hasSprung: Bool { place.map { seen >= $0 } ?? false }

    /// Whether the call at the place was never made.
    var isExact: Bool {
        let text = state.withLock { $0.text }
        let made = text.components(separatedBy: " = 0").count - 1
        return made < (place ?? 0)
    }

    /// Whether the traced program is gone and all was read.
    var isOver: Bool { state.withLock { $0.isOver } }

    private func watch(_ pipe: Pipe) {
        while true {
            let bytes = pipe.fileHandleForReading.availableData
            if bytes.isEmpty { break }
            let seen = state.withLock { state in
                state.text += String(decoding: bytes, as: UTF8.self)
                state.seen = state.text.components(separatedBy: "sync(").count - 1
                return state.seen
            }
            if let place, seen >= place { kill(program, SIGKILL) }
        }
        process.waitUntilExit()
        state.withLock { $0.isOver = true }
    }

    private static func line(of pipe: Pipe) throws -> String? {
        var line = ""
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first {
            if byte == 10 { return line }
            line.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return nil
    }
}
