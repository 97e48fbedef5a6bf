import Contracts
import Foundation
import HTTP
import Lifecycle
import Messaging

/// The settings of the gateway.
enum GatewaySettings {
    static let host = Setting<String>(
        "GATEWAY_HOST", default: "127.0.0.1", "address the API and the portal listen on")
    static let port = Setting<Int>(
        "GATEWAY_PORT", default: 8080, "port of the API and the portal; 0 takes a free one")
    static let portal = Setting<String>(
        "PORTAL_URL", default: "http://localhost:8080", "where people reach the portal")
    static let documents = Setting<String>(
        "DOCUMENTS_URL", default: "http://localhost:8081",
        "where browsers reach the document storage")
    static let trustedProxies = Setting<String>(
        "TRUSTED_PROXIES", default: "",
        "addresses whose forwarding header tells the client's address, with commas between")
    static let hotline = Setting<String>(
        "HOTLINE", default: "05113 881 888", "telephone number for questions, shown on each page")
    static let pages = Setting<String>(
        "PORTAL_DIRECTORY", default: "", "folder of the portal's pages; empty: those built in")

    static let table: [any SettingDescription] =
        Bus.settings + [
            HealthServer.port, host, port, portal, documents, trustedProxies, hotline, pages,
        ]

    /// The origin in a setting.
    static func origin(_ setting: Setting<String>, _ settings: Settings) throws -> Origin {
        guard let origin = Origin(try settings[setting]) else {
            throw ConfigurationError(setting.name, "must be an address with http or https")
        }
        return origin
    }

    /// The trusted proxies as a list.
    static func proxies(_ settings: Settings) throws -> [String] {
        try settings[trustedProxies].split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
    }

    /// The folder of the pages.
    static func folder(_ settings: Settings) throws -> String {
        let told = try settings[pages]
        return told.isEmpty ? Bundle.module.bundlePath + "/Portal" : told
    }

    /// What pages must know.
    static func facts(_ settings: Settings) throws -> PortalFacts {
        PortalFacts(
            hotline: try settings[hotline], documentsUrl: try settings[documents],
            consentVersion: ConsentText.current.version)
    }
}
