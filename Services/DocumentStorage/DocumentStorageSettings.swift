import Foundation
import HTTP
import Lifecycle
import Messaging

/// The settings of document storage.
enum DocumentStorageSettings {
    /// Where the facts about documents are kept.
    static let store = Setting<String>(
        "DOCUMENTS_STORE", default: "sqlite:var/documents.db", "the store: sqlite:<path>")
    /// The master key.
    static let keyFile = Setting<String>(
        "DOCUMENTS_KEY_FILE", isSecret: true,
        "file (mode 0400) with the 32 bytes that wrap the citizens' keys")
    /// Where the sealed bytes are kept.
    static let blobs = Setting<String>(
        "BLOB_DIRECTORY", default: "var/blobs", "folder of the sealed files (mode 0700)")
    /// The address of the port for bytes.
    static let host = Setting<String>(
        "DOCUMENTS_HOST", default: "127.0.0.1", "address the bytes' own HTTP port listens on")
    /// The port for bytes.
    static let port = Setting<Int>("DOCUMENTS_PORT", default: 8081, "the bytes' own HTTP port")
    /// Where browsers find that port.
    static let publicURL = Setting<String>(
        "DOCUMENTS_URL", default: "http://localhost:8081",
        "how browsers reach that port; tickets are links under it")
    /// The portal, the only page that may send and fetch bytes.
    static let portalURL = Setting<String>(
        "PORTAL_URL", default: "http://localhost:8080",
        "address of the portal: the only origin that may call the port from a page")

    /// All settings, as `--help` prints them.
    static let table: [any SettingDescription] =
        Bus.settings + [
            HealthServer.port, store, keyFile, blobs, host, port, publicURL, portalURL,
        ]

    /// The origin (`scheme://host:port`) of an address; names the variable when it has none.
    static func origin(
        of address: String, setting: Setting<String>
    ) throws(ConfigurationError) -> String {
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host?.lowercased(), !host.isEmpty
        else { throw ConfigurationError(setting.name, "no http(s) address: \(address)") }
        // Browsers leave the usual port out of an origin.
        let usual = scheme == "https" ? 443 : 80
        guard let port = parts.port, port != usual else { return "\(scheme)://\(host)" }
        return "\(scheme)://\(host):\(port)"
    }
}
