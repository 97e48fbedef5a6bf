/// The routes in the order in which they are looked for.
struct RouteTable: Sendable {
    private var routes: [Key: [Route]] = [:]

    /// The number of segments and the third one (`/api/v1/dossiers`), which is never a parameter.
    private struct Key: Hashable {
        let count: Int
        let resource: String?

        init(_ segments: [String]) {
            count = segments.count
            resource = segments.dropFirst(2).first
        }
    }

    /// A table of these routes.
    init(_ all: [Route]) {
        for route in all { routes[Key(route.segments), default: []].append(route) }
    }

    /// The routes of a path, for whatever method, with the values of its parameters; a path that
    /// some route spells out is that route's alone.
    func find(_ segments: [String]) -> [(route: Route, path: [String: String])] {
        let found = (routes[Key(segments)] ?? []).compactMap { route in
            route.match(segments).map { (route: route, path: $0) }
        }
        let exact = found.filter { $0.path.isEmpty }
        return exact.isEmpty ? found : exact
    }
}
