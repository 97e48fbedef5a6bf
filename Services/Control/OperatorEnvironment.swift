import Foundation
import Lifecycle
import Messaging

/// The settings of whoever sits at the command line: the shell's, and below them the deployment's.
struct OperatorEnvironment: Sendable {
    /// The folder where mails lie that no SMTP server takes.
    static let maildir = Setting<String>(
        "MAILDIR", default: "var/mail", "Maildir that `mail list` and `mail show` read")
    /// Every setting egovctl knows.
    static let settings: [any SettingDescription] = Bus.settings + [maildir]
    /// What to do when a setting is missing.
    static let advice =
        "Start the deployment with deploy/up, or point EGOV_ENV at its egov.env."

    /// The variables by name.
    let variables: [String: String]
    /// The folder of the sources, when egovctl runs inside or below it.
    let root: String?

    /// The variables of this process, completed by the deployment's file.
    static func load(
        process: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> OperatorEnvironment {
        let root = findRoot()
        var variables = process
        let path = process["EGOV_ENV"] ?? root.map { $0 + "/var/egov.env" }
        if let path, let text = try? String(contentsOfFile: path, encoding: .utf8) {
            variables.merge(try EnvironmentFile.read(text, name: path)) { shell, _ in shell }
        } else if let path = process["EGOV_ENV"] {
            throw ConfigurationError("EGOV_ENV", "cannot read \(path)")
        }
        return OperatorEnvironment(variables: variables, root: root)
    }

    /// The values of `table` in these variables.
    func values(of table: [any SettingDescription]) throws -> Settings {
        try Settings(table, environment: variables)
    }

    /// Who sits there, as the audit chains will name them: the login behind `sudo`, if any.
    var login: String {
        for name in ["SUDO_USER", "USER", "LOGNAME"] {
            if let login = variables[name], !login.isEmpty { return login }
        }
        return "uid-\(getuid())"
    }

    /// Upwards from here, then from the executable, to a folder with the deployment's file or the
    /// sources.
    private static func findRoot() -> String? {
        let files = FileManager.default
        // Without /proc only the way from here is left.
        let executable = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        for start in [files.currentDirectoryPath, executable].compactMap({ $0 }) {
            var folder = URL(fileURLWithPath: start)
            while folder.path != "/" {
                let marks = ["/var/egov.env", "/deploy/catalogue"]
                if marks.contains(where: { files.fileExists(atPath: folder.path + $0) }) {
                    return folder.path
                }
                folder.deleteLastPathComponent()
            }
        }
        return nil
    }
}

/// A file of `NAME=value` lines as a shell would read it.
enum EnvironmentFile {
    /// The variables; empty lines and `#` lines are skipped, quotes around a value are dropped.
    static func read(_ text: String, name: String) throws(ConfigurationError) -> [String: String] {
        var variables: [String: String] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(String.init)
            let variable = parts[0].replacing(/^export +/, with: "")
            guard parts.count == 2, variable.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
                throw ConfigurationError(name, "line \(index + 1) is not NAME=value")
            }
            variables[variable] = unquoted(String(parts[1]))
        }
        return variables
    }

    private static func unquoted(_ value: String) -> String {
        for quote in ["'", "\""]
        where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
            return String(value.dropFirst().dropLast())
        }
        return value
    }
}
