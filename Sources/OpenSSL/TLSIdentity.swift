/// What a server shows a client: its certificate, those between it and a root, and the key to it.
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
    ///   - name: what the client asks for (RFC 6066 §3), in lower case; nil where it names nobody.
    ///   - address: what a client that names nobody has been told.
    /// - Returns: nil refuses the handshake.
    func identity(for name: String?, address: String?) -> TLSIdentity?
}
