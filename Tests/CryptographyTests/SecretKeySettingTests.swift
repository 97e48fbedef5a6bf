import Cryptography
import Foundation
import Lifecycle
import TestSupport
import Testing

@Suite struct SecretKeySettingTests {
    static let setting = Setting<String>("KEY_FILE", isSecret: true, "file")

    @Test(arguments: [0, 31, 33])
    func `a key of another length is a wrong setting, named`(count: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/key"
        try Data(repeating: 1, count: count).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o400)
        let settings = try Settings([Self.setting], environment: ["KEY_FILE": path])
        let error = #expect(throws: ConfigurationError.self) {
            try settings.secretKey(Self.setting)
        }
        #expect(error?.description.hasPrefix("KEY_FILE: ") == true)
    }
}
