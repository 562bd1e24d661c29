internal import HTTPMessages
internal import JSON
internal import Policy

extension ControlInterface {
    /// All routes with the sources of their answers; or, for one path, its route, or the file that would answer it.
    func routes(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let query = try ListingQuery(exchange.request.query, also: ["path", "method"])
        let tree = gateway.fixtures.current.tree
        if let path = query["path"] { return .json(try answer(to: path, query["method"] ?? "GET", tree)) }
        let method = try query["method"].map { text throws(InputError) in try Self.method(text) }
        let routes = tree.routes.filter { method == nil || $0.method == method }.map { (name: $0.name, route: $0) }
            .sorted { ByteKey($0.name) < ByteKey($1.name) }
        let (shown, isMore) = query.part(of: routes, named: \.name)
        return .list("routes", shown.map(\.route), isMore: isMore, json: \.json)
    }

    private static func method(_ name: String) throws(InputError) -> Method {
        guard let method = Method(named: name) else {
            throw InputError("method", SettingError(Excerpt.of(name), "is no method", allowed: "one such as GET"))
        }
        return method
    }

    private func answer(to path: String, _ name: String, _ tree: RouteTree<APIRoute>) throws(InputError) -> JSONValue {
        let method = try Self.method(name)
        let bytes = Array(path.utf8)
        guard case .plain = RequestPath.check(bytes.span), bytes.span.isUnder("/api/v2") else {
            let allowed = "one below /api/v2, its escapes resolved"
            throw InputError("path", SettingError(Excerpt.of(path), "is no path of the API", allowed: allowed))
        }
        var object = JSONObject([.init(key: "routes", value: [])])
        switch tree.find(method, bytes.span) {
        case .route(let route, _): object["routes"] = [route.json]
        case .otherMethod(let allowed): object["methods"] = .array(allowed.withImplied.map { .string("\($0)") })
        case .none: break
        }
        if object["routes"] == [] { object["file"] = .string(FixturePlace.text(method, bytes.span)) }
        return .object(object)
    }
}

extension APIRoute {
    /// A name that no other route has.
    fileprivate var name: String { "/\(folders.joined(separator: "/")) \(method)" }

    fileprivate var json: JSONValue {
        var object = JSONObject([
            .init(key: "method", value: .string("\(method)")),
            .init(key: "path", value: .string("/" + folders.joined(separator: "/"))),
            .init(key: "by", value: .string(source.rawValue)),
        ])
        if let operation {
            if let name = operation.name { object["operation"] = .string(name) }
            object["deprecated"] = .bool(operation.isDeprecated)
            object["needsToken"] = .bool(operation.needsToken)
            let (rule, permissions) = operation.permissions
            if !permissions.isEmpty {
                object["permissions"] = [
                    "type": .string(rule), "permissions": .array(permissions.map { .string($0) }),
                ]
            }
        }
        return .object(object)
    }
}
