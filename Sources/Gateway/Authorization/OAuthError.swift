internal import HTTPMessages
internal import JSON

/// A refused token request, as the real login host answers it: 400, and the description under two names.
///
/// RFC 6749 §5.2 would have 401 for a bad client; the SDKs would then refresh in a circle or stall for ten seconds.
struct OAuthError: Error, Sendable, Hashable {
    /// The error codes of RFC 6749 §4.1.2.1 and §5.2.
    enum Code: String, Sendable, CaseIterable {
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case invalidRequest = "invalid_request"
        case invalidScope = "invalid_scope"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
        case accessDenied = "access_denied"
        case serverError = "server_error"
        case temporarilyUnavailable = "temporarily_unavailable"
    }

    let code: Code
    let description: String
    let status: Status

    /// - Parameter status: 400 for every error that the real login host has too.
    init(_ code: Code, _ description: String, status: Status = .badRequest) {
        self.code = code
        self.description = description
        self.status = status
    }

    static let clientNotFound = OAuthError(.invalidClient, "client not found")
    /// The login host's own way to say 429; clients recognize the first words.
    static let rateLimitExceeded = OAuthError(.invalidRequest, "rate limit exceeded; retry later")
    static let authenticationFailed = OAuthError(.invalidClient, "authentication failed")

    func write(to response: inout Response) {
        response.status = status
        if status == .unsupportedMediaType { response.fields.append(.acceptedEncoding) }
        if code == .invalidClient { response.fields.append("WWW-Authenticate", #"Basic realm="mock-gateway""#) }
        let body: JSONValue = [
            "error": .string(code.rawValue),
            "description": .string(description),
            "error_description": .string(description),
        ]
        JSONWriter.append(body, to: &response.body)
    }
}
