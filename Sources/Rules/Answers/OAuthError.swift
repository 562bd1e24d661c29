package import HTTPMessages
internal import JSON

/// A refused token request, as the real login host answers it: 400, and the description under two names.
///
/// RFC 6749 §5.2 would have 401 for a bad client; the SDKs would then refresh in a circle or stall for ten seconds.
package struct OAuthError: Error, Sendable, Hashable {
    /// The error codes of RFC 6749 §4.1.2.1 and §5.2.
    package enum Code: String, Sendable, CaseIterable {
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

    package let code: Code
    package let description: String
    let status: Status

    /// - Parameter status: 400 for every error that the real login host has too.
    package init(_ code: Code, _ description: String, status: Status = .badRequest) {
        self.code = code
        self.description = description
        self.status = status
    }

    package static let clientNotFound = OAuthError(.invalidClient, "client not found")
    /// The login host's own way to say 429; clients recognize the first words.
    package static let rateLimitExceeded = OAuthError(.invalidRequest, "rate limit exceeded; retry later")
    package static let authenticationFailed = OAuthError(.invalidClient, "authentication failed")

    package func write(to response: inout Response) {
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

extension FieldBlock {
    /// What a body may be encoded by (RFC 9110 §15.5.16).
    package static let acceptedEncoding = FieldBlock([("Accept-Encoding", "identity")])
}
