/// The request fields that this server reads; every other one is `other`.
///
/// The parser settles the name once, so that asking for a field later compares one byte a line.
package enum FieldName: UInt8, Sendable, CaseIterable {
    case host, origin, expect, connection, contentType, authorization, contentLength, secFetchSite
    case acceptEncoding, lastEventID
    case transferEncoding, contentEncoding, accessControlRequestMethod, accessControlRequestHeaders
    case other

    /// Field names are case-insensitive (RFC 9110 §5.1).
    init(_ token: Span<UInt8>) {
        let candidate: FieldName
        switch token.count {
        case 4: candidate = .host
        case 6: candidate = token[0].lowercased == UInt8(ascii: "o") ? .origin : .expect
        case 10: candidate = .connection
        case 12: candidate = .contentType
        case 13: candidate = token[0].lowercased == UInt8(ascii: "a") ? .authorization : .lastEventID
        case 14: candidate = token[0].lowercased == UInt8(ascii: "c") ? .contentLength : .secFetchSite
        case 15: candidate = .acceptEncoding
        case 16: candidate = .contentEncoding
        case 17: candidate = .transferEncoding
        case 29: candidate = .accessControlRequestMethod
        case 30: candidate = .accessControlRequestHeaders
        default: candidate = .other
        }
        self = candidate != .other && token.isEqualIgnoringCase(to: candidate.lowercasedName) ? candidate : .other
    }

    var lowercasedName: StaticString {
        switch self {
        case .host: "host"
        case .origin: "origin"
        case .expect: "expect"
        case .connection: "connection"
        case .contentType: "content-type"
        case .authorization: "authorization"
        case .contentLength: "content-length"
        case .secFetchSite: "sec-fetch-site"
        case .acceptEncoding: "accept-encoding"
        case .lastEventID: "last-event-id"
        case .transferEncoding: "transfer-encoding"
        case .contentEncoding: "content-encoding"
        case .accessControlRequestMethod: "access-control-request-method"
        case .accessControlRequestHeaders: "access-control-request-headers"
        case .other: ""
        }
    }
}
