import Foundation

/// Says on standard error what is being measured: one line that changes, or lines where that is not
/// a terminal.
enum Progress {
    private static let isTerminal = isatty(2) == 1
    private static let begun = ContinuousClock.now

    /// Says what happens now.
    static func show(_ text: String) {
        let seconds = Int((ContinuousClock.now - begun) / .seconds(1))
        write(isTerminal ? "\r\u{1B}[K\(seconds) s  \(text)" : "\(seconds) s  \(text)\n")
    }

    /// Takes the line away.
    static func clear() { if isTerminal { write("\r\u{1B}[K") } }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Foundation.Data(text.utf8))
    }
}
