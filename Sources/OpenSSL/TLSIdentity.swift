/// What a server shows a client: its certificate, those between it and a root, and its key.
package struct TLSIdentity: Sendable {
    package let chain: [Certificate]
    package let key: PrivateKey

    package init(chain: [Certificate], key: PrivateKey) {
        self.chain = chain
        self.key = key
    }
}

/// Chooses the identity for a server name.
package protocol TLSIdentityProvider: AnyObject, Sendable {
    /// - Parameters:
    ///   - name: the host that the client asks for (RFC 6066 §3), in lower case; nil if it names none.
    ///   - address: the address that a client which names no host must have meant.
    /// - Returns: nil refuses the handshake.
    func identity(for name: String?, address: String?) -> TLSIdentity?
}
