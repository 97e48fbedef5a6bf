import Foundation
import Lifecycle
import TestSupport
import Testing

@Suite struct SettingsTests {
    static let port = Setting<Int>("PORT", default: 8080, "port")
    static let key = Setting<String>("KEY_FILE", isSecret: true, "file")

    @Test func `a missing or wrong setting is named`() {
        #expect(throws: ConfigurationError.self) { try Settings([Self.key], environment: [:]) }
        let error = #expect(throws: ConfigurationError.self) {
            try Settings([Self.port], environment: ["PORT": "eighty"])
        }
        #expect(error?.description.hasPrefix("PORT") == true)
    }

    @Test func `an unset setting has its default`() throws {
        let settings = try Settings([Self.port], environment: [:])
        #expect(try settings[Self.port] == 8080)
    }

    @Test func `a key that others can read is refused`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/key"
        try Data(repeating: 1, count: 32).write(to: URL(fileURLWithPath: path))
        let settings = try Settings([Self.key], environment: ["KEY_FILE": path])
        chmod(path, 0o444)
        #expect(throws: ConfigurationError.self) { try settings.secretFile(Self.key) }
        chmod(path, 0o400)
        #expect(try settings.secretFile(Self.key).count == 32)
    }

    @Test func `help never shows a secret's value`() {
        let secret = Setting<String>("PASSWORD", default: "s3cret", isSecret: true, "x")
        #expect(!Settings.help([secret]).contains("s3cret"))
    }
}
