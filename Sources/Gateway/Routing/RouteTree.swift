internal import HTTPMessages
internal import Policy

/// One method on one path.
protocol Routed: Sendable {
    var method: Method { get }
    /// The segments from the root; `{name}` stands for any one segment.
    var folders: [String] { get }
}

/// Routes by their segments.
///
/// A literal segment beats one in braces; of two candidates the more literal one that has the method wins.
struct RouteTree<Route: Routed>: Sendable {
    /// All routes, in no particular order.
    var routes: [Route] { nodes.flatMap(\.routes) }

    private struct Node: Sendable {
        /// The literal segments, sorted by name.
        var literals: [(name: [UInt8], node: Int)] = []
        var wildcard: Int?
        var routes: [Route] = []
    }

    enum Match {
        case route(Route, captures: [Range<Int>])
        /// The path exists, but not with that method; HEAD and OPTIONS are not among those allowed.
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
        if PathPattern.captureName(folder) != nil {
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
        if let route = find(wanted, path, from: 1, at: 0, captures: &captures, allowed: &allowed) {
            return .route(route, captures: captures)
        }
        // A definition may have a HEAD and no GET.
        if method == .head, allowed.contains(.head),
            let route = find(.head, path, from: 1, at: 0, captures: &captures, allowed: &allowed)
        {
            return .route(route, captures: captures)
        }
        return allowed.isEmpty ? .none : .otherMethod(allowed: allowed)
    }

    private func find(
        _ method: Method,
        _ path: Span<UInt8>,
        from start: Int,
        at index: Int,
        captures: inout [Range<Int>],
        allowed: inout [Method]
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
            let route = find(method, path, from: end + 1, at: next, captures: &captures, allowed: &allowed)
        {
            return route
        }
        guard let wildcard = nodes[index].wildcard, end > start else { return nil }
        captures.append(start..<end)
        if let route = find(method, path, from: end + 1, at: wildcard, captures: &captures, allowed: &allowed) {
            return route
        }
        captures.removeLast()
        return nil
    }

    private func literal(_ segment: Span<UInt8>, in literals: [(name: [UInt8], node: Int)]) -> Int? {
        place(of: segment, in: literals).node
    }

    /// The place of `segment` in the sorted `literals`, or the place where it would be.
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
