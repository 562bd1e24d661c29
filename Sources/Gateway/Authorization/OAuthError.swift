internal import HTTPMessages
internal import JSON

/// A refused token request, as the real login host answers it: 400, and the description under two names.
///
/// RFC 6749 §5.2 would have 401 for a bad client; the SDKs would then refresh in a circle or stall for ten seconds.
struct OAuthError: Error, Sendable, Hashable {
    enum Code: String, Sendable {
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case invalidRequest = "invalid_request"
        case unsupportedGrantType = "unsupported_grant_type"
    }

    let code: Code
    let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static let clientNotFound = OAuthError(.invalidClient, "client not found")
    static let authenticationFailed = OAuthError(.invalidClient, "authentication failed")

    func write(to response: inout Response) {
        response.status = .badRequest
        if code == .invalidClient { response.fields.append("WWW-Authenticate", #"Basic realm="mock-gateway""#) }
        let body: JSONValue = [
            "error": .string(code.rawValue),
            "description": .string(description),
            "error_description": .string(description),
        ]
        JSONWriter.append(body, to: &response.body)
    }
}
