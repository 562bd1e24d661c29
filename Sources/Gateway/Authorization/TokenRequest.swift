internal import JWT
internal import Policy
internal import Rules

/// A request for a token, read but not yet granted: nothing has changed, so that a fault may still strike it.
struct TokenRequest: Sendable {
    private let said: TokenForm
    /// The client that has been configured for this identity, if there is one.
    private let box: PolicyStore.Snapshot.Box?

    init(_ form: TokenForm, policies: inout PolicyStore.Reader, trueNow: NumericDate) {
        said = form
        var box = policies.box(form.identity.id, at: trueNow)
        if box == nil, let decoded = form.decodedID { box = policies.box(decoded, at: trueNow) }
        self.box = box
    }

    var form: FormParameters { said.parameters }
    var grantType: TokenForm.GrantType { said.grantType }
    var identity: ClientIdentity { said.identity }

    /// The client as it is configured, or as it calls itself.
    var clientID: String { box?.client.id ?? identity.id }

    /// - Parameter refusesUnknown: whether only configured clients are served.
    func authenticate(refusesUnknown: Bool) throws(OAuthError) {
        guard let box else {
            if refusesUnknown { throw .clientNotFound }
            return
        }
        if let secret = box.client.secret, !identity.isVouched(by: secret) { throw .authenticationFailed }
    }

    func required(_ name: String) throws(OAuthError) -> String {
        guard let value = form[name] else { throw OAuthError(.invalidRequest, "\(name) is missing") }
        return value
    }
}
