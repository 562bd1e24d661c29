internal import HTTPMessages
internal import OpenSSL
internal import Policy
internal import Rules

/// The client that asks for a token, and its secret.
struct ClientIdentity: Sendable, Hashable {
    /// The id as it was sent; it may be form-encoded (RFC 6749 §2.3.1).
    let id: String
    /// The secret that was sent; nil if it was empty.
    private let secret: String?

    /// Reads HTTP Basic, or `client_id` in the form if there is no Authorization field.
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

    /// The id as a form spells it, if that is another one.
    var decodedID: String? {
        guard id.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return nil }
        guard let decoded = Self.decoded(id), decoded != Array(id.utf8) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Whether this is the client `id`, which may be sent as it is or form-encoded.
    func matches(_ id: String) -> Bool {
        self.id.isIdentical(to: id) || Self.decoded(self.id)?.elementsEqual(id.utf8) ?? false
    }

    func requireSecret() throws(OAuthError) {
        guard hasSecret else { throw .authenticationFailed }
    }

    /// Whether the secret that was sent, if one was, is `expected`; which may be sent as it is or form-encoded.
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
