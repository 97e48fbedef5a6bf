package import Lifecycle

extension Settings {
    /// The key in the file that a secret setting names; a file of another length is a wrong setting.
    package func secretKey(_ setting: Setting<String>) throws -> SecretKey {
        let bytes = try secretFile(setting)
        do { return try SecretKey(bytes: bytes) } catch let error as CryptographyError {
            throw ConfigurationError(setting.name, error.description)
        }
    }
}
