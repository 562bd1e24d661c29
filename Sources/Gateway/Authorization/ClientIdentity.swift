internal import HTTPMessages
internal import OpenSSL
internal import Policy

/// Who asks for a token, and what vouches for it.
struct ClientIdentity: Sendable, Hashable {
    /// As it was sent; it may stand for the form-decoded one (RFC 6749 §2.3.1).
    let id: String
    /// Nil, never empty.
    private let secret: String?

    /// By HTTP Basic, or by `client_id` in the form where there is no Authorization field.
    init(_ request: Request, _ form: FormParameters) throws(OAuthError) {
        guard let value = request.value(of: .authorization) else {
            guard let id = form["client_id"], id.utf8.count <= Client.idLimit else { throw .clientNotFound }
            self.init(id: id, secret: "")
            return
        }
        guard request.count(of: .authorization) == 1, let credentials = BasicCredentials(value),
            !credentials.id.isEmpty, credentials.id.utf8.count <= Client.idLimit
        else { throw .clientNotFound }
        self.init(id: credentials.id, secret: credentials.secret)
    }

    private init(id: String, secret: String) {
        self.id = id
        self.secret = secret.isEmpty ? nil : secret
    }

    var hasSecret: Bool { secret != nil }

    /// The id as a form spells it, where that is another one.
    var decodedID: String? {
        guard id.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return nil }
        guard let decoded = Self.decoded(id), decoded != Array(id.utf8) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Whether this is the client called `id`, spelled raw or as a form is.
    func matches(_ id: String) -> Bool {
        self.id.isIdentical(to: id) || Self.decoded(self.id)?.elementsEqual(id.utf8) ?? false
    }

    func requireSecret() throws(OAuthError) {
        guard hasSecret else { throw .authenticationFailed }
    }

    /// Whether the secret that was sent, if one was, is `expected`; raw or as a form spells it.
    func isVouched(by expected: String) -> Bool {
        guard let secret else { return true }
        let isRaw = constantTimeEqual(secret.utf8, expected.utf8)
        guard let decoded = Self.decoded(secret) else { return isRaw }
        return constantTimeEqual(decoded, expected.utf8) || isRaw
    }

    private static func decoded(_ text: String) -> [UInt8]? {
        PercentDecoding.decode(Array(text.utf8).span, plusIsSpace: true)
    }
}
