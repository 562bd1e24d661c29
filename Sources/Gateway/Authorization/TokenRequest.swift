internal import HTTPMessages
internal import JWT

/// A request for a token, read but not yet granted: asking costs nothing, so that a fault may still strike it.
struct TokenRequest: Sendable {
    enum GrantType: String, Sendable {
        case clientCredentials = "client_credentials"
        case refreshToken = "refresh_token"
        case authorizationCode = "authorization_code"
        case samlBearer = "urn:ietf:params:oauth:grant-type:saml2-bearer"
    }

    let form: FormParameters
    let grantType: GrantType
    let identity: ClientIdentity
    /// Where a client has been configured for this identity.
    private let box: ScopeStore.Snapshot.Box?

    init(_ request: Request, scopes: inout ScopeStore.Reader, trueNow: NumericDate) throws(OAuthError) {
        form = try Self.form(of: request)
        guard let name = form["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing") }
        guard let grantType = GrantType(rawValue: name) else {
            throw OAuthError(.unsupportedGrantType, "grant_type is not supported")
        }
        self.grantType = grantType
        identity = try ClientIdentity(request, form)
        var box = scopes.box(identity.id, at: trueNow)
        if box == nil, let decoded = identity.decodedID { box = scopes.box(decoded, at: trueNow) }
        self.box = box
    }

    /// The client as it is configured, or as it calls itself.
    var clientID: String { box?.client.id ?? identity.id }

    /// - Parameter refusesUnknown: only configured clients are served.
    func authenticate(refusesUnknown: Bool) throws(OAuthError) {
        guard let box else {
            if refusesUnknown { throw .clientNotFound }
            return
        }
        if let secret = box.client.secret, !identity.isVouched(by: secret) { throw .authenticationFailed }
    }

    private static func form(of request: Request) throws(OAuthError) -> FormParameters {
        if let type = request.value(of: .contentType) {
            let end = type.firstIndex(of: UInt8(ascii: ";")) ?? type.count
            guard
                type.extracting(0..<end).trimmingWhitespace().isEqualIgnoringCase(
                    to: "application/x-www-form-urlencoded"
                )
            else {
                throw OAuthError(.invalidRequest, "the content type is not application/x-www-form-urlencoded")
            }
        }
        do throws(FormParameters.Failure) {
            return try FormParameters(request.body)
        } catch {
            switch error {
            case .malformed: throw OAuthError(.invalidRequest, "the form is malformed")
            case .repeated: throw OAuthError(.invalidRequest, "a parameter is there twice")
            }
        }
    }

    func required(_ name: String) throws(OAuthError) -> String {
        guard let value = form[name] else { throw OAuthError(.invalidRequest, "\(name) is missing") }
        return value
    }
}
