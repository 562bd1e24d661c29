internal import JWT

/// What a gateway is started with.
package struct Configuration: Sendable {
    package var scope = Scope()
    /// HS256 key, 32 bytes or more (RFC 7518 §3.2).
    package var signingKey: [UInt8]
    package var fixtures: FixtureSet
    /// Extra path in front of `/oauth/*`: empty, or with a leading and no trailing slash.
    package var loginPrefix = ""
    /// The same in front of `/api/*`.
    package var apiPrefix = ""
    /// The hosts that the gateway answers for when it is used as a proxy.
    package var servedNames = ServedNames()
    /// Those that it can show a certificate for.
    package var tunnelNames = ServedNames()
    /// Whether CONNECT leads anywhere: to TLS on the same connection.
    package var acceptsTunnels = false
    /// The certificate of the local CA, for `GET /__admin/ca.pem`.
    package var authorityPEM: [UInt8]?
    package var controlAccess = ControlAccess.hosts([])

    package init(signingKey: [UInt8], fixtures: FixtureSet) {
        self.signingKey = signingKey
        self.fixtures = fixtures
    }
}
