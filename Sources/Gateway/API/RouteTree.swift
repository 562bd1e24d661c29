internal import HTTPMessages

/// Where the answer of a route comes from.
enum RouteSource: String, Sendable {
    /// A file of the user's.
    case fixture
    /// A file that comes with the program.
    case builtIn
    /// The API definition.
    case definition
}

/// Routes by their segments.
///
/// A literal segment beats one in braces; of two candidates the more literal one that has the method wins.
struct RouteTree: Sendable {
    /// What answers one method on one path; a class, so that finding it copies no more than a reference.
    final class Route: Sendable {
        let method: Method
        let endpoint: any Endpoint
        /// What the definition says of it, whoever answers it.
        let operation: OperationEndpoint?
        private let ownFolders: [String]?

        /// Where its answer comes from.
        let source: RouteSource

        /// - Parameters:
        ///   - folders: those of the operation are not needed, of which there are thousands.
        ///   - operation: what the definition says of it.
        init(
            _ method: Method,
            _ folders: [String],
            _ endpoint: any Endpoint,
            from source: RouteSource = .fixture,
            operation: OperationEndpoint? = nil
        ) {
            self.method = method
            self.endpoint = endpoint
            self.source = source
            self.operation = operation
            ownFolders = source == .definition ? nil : folders
        }

        /// From the root, `{name}` for any one segment.
        var folders: [String] { ownFolders ?? operation?.folders ?? [] }
    }

    /// All there are, in no order.
    var routes: [Route] { nodes.flatMap(\.routes) }

    private struct Node: Sendable {
        /// Sorted by name.
        var literals: [(name: [UInt8], node: Int)] = []
        var wildcard: Int?
        var routes: [Route] = []
    }

    enum Match {
        case route(Route, captures: [Range<Int>])
        /// The path is there, the method is not.
        case otherMethod(allowed: [Method])
        case none
    }

    private var nodes = [Node()]

    init(_ routes: [Route]) {
        for route in routes {
            var node = 0
            for folder in route.folders { node = child(of: node, for: folder) }
            nodes[node].routes.append(route)
        }
    }

    private mutating func child(of node: Int, for folder: String) -> Int {
        if Fixture.captureName(folder) != nil {
            if let wildcard = nodes[node].wildcard { return wildcard }
            nodes.append(Node())
            nodes[node].wildcard = nodes.count - 1
            return nodes.count - 1
        }
        let name = Array(folder.utf8)
        let place = place(of: name.span, in: nodes[node].literals)
        if let known = place.node { return known }
        nodes.append(Node())
        nodes[node].literals.insert((name, nodes.count - 1), at: place.index)
        return nodes.count - 1
    }

    /// - Parameter path: decoded, and checked by `RequestPath`; captures are ranges of it.
    func find(_ method: Method, _ path: Span<UInt8>) -> Match {
        var allowed: [Method] = []
        var captures: [Range<Int>] = []
        // HEAD is answered wherever GET is (RFC 9110 §9.3.2).
        let wanted = method == .head ? .get : method
        if let route = find(wanted, path, from: 1, at: 0, &captures, &allowed) {
            return .route(route, captures: captures)
        }
        // A definition may have a HEAD and no GET.
        if method == .head, allowed.contains(.head), let route = find(.head, path, from: 1, at: 0, &captures, &allowed)
        {
            return .route(route, captures: captures)
        }
        return allowed.isEmpty ? .none : .otherMethod(allowed: Self.withImplied(allowed))
    }

    /// With those that come with others, in the order of `Method`.
    static func withImplied(_ methods: [Method]) -> [Method] {
        var all = methods
        if all.contains(.get), !all.contains(.head) { all.append(.head) }
        if !all.contains(.options) { all.append(.options) }
        return Method.allCases.filter(all.contains)
    }

    private func find(
        _ method: Method,
        _ path: Span<UInt8>,
        from start: Int,
        at index: Int,
        _ captures: inout [Range<Int>],
        _ allowed: inout [Method]
    ) -> Route? {
        guard start <= path.count else {
            for route in nodes[index].routes {
                if route.method == method { return route }
                allowed.append(route.method)
            }
            return nil
        }
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        if let next = literal(path.extracting(start..<end), in: nodes[index].literals),
            let route = find(method, path, from: end + 1, at: next, &captures, &allowed)
        {
            return route
        }
        guard let wildcard = nodes[index].wildcard, end > start else { return nil }
        captures.append(start..<end)
        if let route = find(method, path, from: end + 1, at: wildcard, &captures, &allowed) { return route }
        captures.removeLast()
        return nil
    }

    private func literal(_ segment: Span<UInt8>, in literals: [(name: [UInt8], node: Int)]) -> Int? {
        place(of: segment, in: literals).node
    }

    /// Where `segment` stands in the sorted `literals`, or would.
    private func place(
        of segment: Span<UInt8>,
        in literals: [(name: [UInt8], node: Int)]
    ) -> (index: Int, node: Int?) {
        var low = 0
        var high = literals.count
        while low < high {
            let middle = (low + high) / 2
            switch Self.compare(literals[middle].name, segment) {
            case 0: return (middle, literals[middle].node)
            case ..<0: low = middle + 1
            default: high = middle
            }
        }
        return (low, nil)
    }

    private static func compare(_ name: [UInt8], _ segment: Span<UInt8>) -> Int {
        for index in 0..<min(name.count, segment.count) where name[index] != segment[index] {
            return Int(name[index]) - Int(segment[index])
        }
        return name.count - segment.count
    }
}
