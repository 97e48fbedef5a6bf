import Contracts
import HTTP
import Lifecycle
import Messaging

/// The program: the bus, the router on it, and the server in front.
@main struct Main {
    /// Runs until it is told to stop.
    static func main() async {
        await Program.run(
            "gateway", summary: "serves the API and the portal", settings: GatewaySettings.table
        ) { settings in
            let readiness = Readiness()
            let bus = try Bus(program: "gateway", settings: settings, readiness: readiness)
            let sessions = Sessions(asking: bus)
            bus.follow(.identity) { sessions.hear($0) }
            let facts = try GatewaySettings.facts(settings)
            let portal = try GatewaySettings.origin(GatewaySettings.portal, settings)
            let router = Router(
                asking: bus, sessions: sessions,
                pages: try Pages(folder: try GatewaySettings.folder(settings), facts: facts),
                facts: facts,
                portal: portal,
                documents: try GatewaySettings.origin(GatewaySettings.documents, settings),
                openAPI: try OpenAPI(routes: Routes.all, portal: portal).bytes())
            let server = try HTTPServer(
                host: settings[GatewaySettings.host], port: settings[GatewaySettings.port],
                trustedProxies: try GatewaySettings.proxies(settings),
                refusalHeaders: router.refusalHeaders
            ) { await router.respond(to: $0) }
            return [
                bus, server,
                try HealthServer(port: settings[HealthServer.port], readiness: readiness),
            ]
        }
    }
}
