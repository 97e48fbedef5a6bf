import Foundation

/// A setting is missing or wrong; the program does not start.
package struct ConfigurationError: Error, CustomStringConvertible {
    /// The variable's name and what is wrong with it.
    package let description: String

    /// Says that `variable` is wrong and why.
    package init(_ variable: String, _ reason: String) { description = "\(variable): \(reason)" }
}

/// A kind of value that a setting can hold.
package protocol SettingValue: Sendable {
    /// Reads the value from the environment's text; nil when it is not one.
    static func read(_ text: String) -> Self?
    /// The value as the table of settings shows it.
    var shown: String { get }
}

extension String: SettingValue {
    /// Any text.
    package static func read(_ text: String) -> String? { text }
    /// The text itself.
    package var shown: String { self }
}

extension Int: SettingValue {
    /// A whole number, not negative.
    package static func read(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
    /// The number.
    package var shown: String { "\(self)" }
}

extension Bool: SettingValue {
    /// `true` or `false`.
    package static func read(_ text: String) -> Bool? { Bool(text) }
    /// `true` or `false`.
    package var shown: String { "\(self)" }
}

extension Duration: SettingValue {
    /// A whole number with its unit: `250ms`, `30s`, `15min`, `24h`, `30d`.
    package static func read(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isNumber }
        guard let count = Int(digits) else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(count)
        case "s": return .seconds(count)
        case "min": return .seconds(count * 60)
        case "h": return .seconds(count * 3600)
        case "d": return .seconds(count * 86_400)
        default: return nil
        }
    }

    /// As `read` takes it.
    package var shown: String {
        let count = milliseconds
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000)]
        where count > 0 && count.isMultiple(of: Int64(size)) {
            return "\(count / Int64(size))\(unit)"
        }
        return "\(count)ms"
    }
}

/// One setting as the table of `--help` lists it.
package protocol SettingDescription: Sendable {
    /// The environment variable.
    var name: String { get }
    /// What it is for, with its unit.
    var summary: String { get }
    /// The default as text; nil when the setting must be given.
    var shownDefault: String? { get }
    /// Whether its value may never be shown.
    var isSecret: Bool { get }
    /// Throws when the environment's text is not such a value.
    func check(_ environment: [String: String]) throws(ConfigurationError)
}

/// A setting: its environment variable, its default and what it is for.
package struct Setting<Value: SettingValue>: SettingDescription {
    /// The environment variable.
    package let name: String
    /// The value when the variable is not set; nil when it must be.
    package let fallback: Value?
    /// What it is for, with its unit.
    package let summary: String
    /// Whether its value may never be shown.
    package let isSecret: Bool

    /// A setting read from the variable `name`; without `default` it must be given.
    package init(
        _ name: String, default fallback: Value? = nil, isSecret: Bool = false, _ summary: String
    ) {
        self.name = name
        self.fallback = fallback
        self.summary = summary
        self.isSecret = isSecret
    }

    /// The default as text.
    package var shownDefault: String? { fallback?.shown }

    /// Throws when the environment's text is not such a value.
    package func check(_ environment: [String: String]) throws(ConfigurationError) {
        _ = try read(environment)
    }

    /// The value in this environment.
    package func read(_ environment: [String: String]) throws(ConfigurationError) -> Value {
        guard let text = environment[name], !text.isEmpty else {
            guard let fallback else { throw ConfigurationError(name, "must be set: \(summary)") }
            return fallback
        }
        guard let value = Value.read(text) else {
            throw ConfigurationError(name, "not understood: \(isSecret ? "(hidden)" : text)")
        }
        return value
    }
}

/// A program's settings, checked before it starts.
package struct Settings: Sendable {
    private let environment: [String: String]

    /// Reads `table` from `environment`; throws for the first setting that is missing or wrong.
    package init(
        _ table: [any SettingDescription],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) {
        for setting in table { try setting.check(environment) }
        self.environment = environment
    }

    /// The setting's value.
    package subscript<Value>(_ setting: Setting<Value>) -> Value {
        get throws(ConfigurationError) { try setting.read(environment) }
    }

    /// The bytes of the file that a secret setting names.
    ///
    /// The file must not be readable by others (mode 0400 or 0600).
    package func secretFile(_ setting: Setting<String>) throws -> [UInt8] {
        let path = try self[setting]
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ConfigurationError(setting.name, "no file \(path)")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw ConfigurationError(setting.name, "\(path) can be read by others; chmod 0400 it")
        }
        return Array(try Foundation.Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The table as `--help` prints it: name, default, secret, purpose.
    package static func help(_ table: [any SettingDescription]) -> String {
        table.map { setting in
            let value = setting.isSecret ? "(secret file)" : setting.shownDefault ?? "(required)"
            return "  \(setting.name)\n      \(setting.summary)\n      default: \(value)\n"
        }.joined()
    }
}
