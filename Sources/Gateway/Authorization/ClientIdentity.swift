internal import HTTPMessages

/// Who asks for a token, and whether a secret vouches for it.
struct ClientIdentity: Sendable, Hashable {
    let id: String
    let hasSecret: Bool

    /// By HTTP Basic, or by `client_id` in the form where there is no Authorization field.
    ///
    /// Without configured clients, any id and secret are good as long as neither is empty.
    init(_ request: Request, _ form: FormParameters) throws(OAuthError) {
        guard let value = request.value(of: .authorization) else {
            guard let id = form["client_id"] else { throw .clientNotFound }
            self.init(id: id, hasSecret: false)
            return
        }
        guard request.count(of: .authorization) == 1, let credentials = BasicCredentials(value), !credentials.id.isEmpty
        else { throw .clientNotFound }
        self.init(id: credentials.id, hasSecret: !credentials.secret.isEmpty)
    }

    private init(id: String, hasSecret: Bool) {
        self.id = id
        self.hasSecret = hasSecret
    }

    /// Whether this is the client called `id`, spelled raw or as a form is (RFC 6749 §2.3.1).
    func matches(_ id: String) -> Bool {
        if self.id.isIdentical(to: id) { return true }
        guard let decoded = PercentDecoding.decode(Array(self.id.utf8).span, plusIsSpace: true) else { return false }
        return decoded.elementsEqual(id.utf8)
    }

    func requireSecret() throws(OAuthError) {
        guard hasSecret else { throw .authenticationFailed }
    }
}

extension String {
    /// Byte by byte, where `==` would take two spellings of one character for the same.
    func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
