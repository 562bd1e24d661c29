/// A request method (RFC 9110 §9, RFC 5789), or `other` for one that this server does not use.
package enum Method: Sendable, Hashable, CaseIterable {
    case get, head, post, put, patch, delete, options, connect, trace
    case other

    /// Methods are case-sensitive: `get` is `other`.
    package init(_ token: Span<UInt8>) {
        let candidate: Method =
            switch token.count {
            case 3: token[0] == UInt8(ascii: "G") ? .get : .put
            case 4: token[0] == UInt8(ascii: "H") ? .head : .post
            case 5: token[0] == UInt8(ascii: "P") ? .patch : .trace
            case 6: .delete
            case 7: token[0] == UInt8(ascii: "O") ? .options : .connect
            default: .other
            }
        self = token.isEqual(to: candidate.name) ? candidate : .other
    }

    package init?(named name: String) {
        let method = Method(Array(name.utf8).span)
        guard method != .other else { return nil }
        self = method
    }

    /// The name on the wire; empty for `other`.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .other: ""
        }
    }
}

extension Method: CustomStringConvertible {
    package var description: String { "\(name)" }
}
