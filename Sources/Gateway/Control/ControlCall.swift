internal import HTTPMessages

/// What can be asked of the control interface.
enum ControlCall: Sendable, Hashable {
    case health, description, settings, clock, reset, reload, events
    case clients
    case client(String)
    case clientClock(String)
    case faults
    case fault(String)
    case stubs
    case stub(String)
    case requests, verification
    case routeList
    case tokens, inspection, revocation, validators

    /// A place below `/__admin`.
    struct Route: Sendable {
        /// A segment in braces stands for any one, and is what `call` gets.
        let path: String
        let methods: [Method]
        let call: @Sendable (String) -> ControlCall

        init(_ path: String, _ methods: [Method], _ call: ControlCall) {
            self.init(path, methods) { _ in call }
        }

        init(_ path: String, _ methods: [Method], _ call: @escaping @Sendable (String) -> ControlCall) {
            self.path = path
            self.methods = methods
            self.call = call
        }

        /// What stands at the segment in braces, or nothing where there is none; nil where `segments` are not its own.
        fileprivate func match(_ segments: [Substring]) -> String? {
            let parts = path.split(separator: "/")
            guard parts.count == segments.count else { return nil }
            var name = ""
            for (part, segment) in zip(parts, segments) {
                if part.hasPrefix("{"), !segment.isEmpty {
                    name = String(segment)
                } else if part != segment {
                    return nil
                }
            }
            return name
        }
    }

    static let routes: [Route] = [
        Route("health", [.get], .health), Route("openapi.json", [.get], .description),
        Route("settings", [.get, .patch], .settings), Route("clock", [.post], .clock),
        Route("reset", [.post], .reset), Route("reload", [.post], .reload),
        Route("clients", [.get, .post], .clients),
        Route("clients/{id}", [.get, .put, .patch, .delete]) { .client($0) },
        Route("clients/{id}/clock", [.post]) { .clientClock($0) },
        Route("faults", [.get, .put, .post, .delete], .faults),
        Route("faults/{name}", [.get, .delete]) { .fault($0) },
        Route("events", [.get], .events),
        Route("fixtures", [.get, .put, .delete], .stubs),
        Route("fixtures/{name}", [.get, .delete]) { .stub($0) },
        Route("requests", [.get, .delete], .requests), Route("requests/verify", [.post], .verification),
        Route("routes", [.get], .routeList), Route("tokens", [.post], .tokens),
        Route("tokens/inspect", [.post], .inspection),
        Route("tokens/revoke", [.post], .revocation), Route("validators", [.get], .validators),
    ]

    /// Whether a removal can be of what belongs to one client: `?client=ID`.
    var isForOneClient: Bool { self == .faults || self == .stubs || self == .requests }

    /// What is at `path`, with the methods that it has; nil where there is nothing.
    static func find(_ path: Span<UInt8>) -> (call: ControlCall, methods: [Method])? {
        let segments = path.text.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
        for route in routes {
            if let name = route.match(Array(segments)) { return (route.call(name), route.methods) }
        }
        return nil
    }
}
