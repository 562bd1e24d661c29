internal import Journal
package import Policy

/// What a gateway is started with.
package struct Configuration: Sendable {
    package var definitions: Definitions
    /// The HS256 key, 32 bytes or more (RFC 7518 §3.2).
    package var signingKey: [UInt8]
    /// Whether clients that have not been configured are refused.
    package var refusesUnknownClients = false
    /// Whether requests that break the definition are refused, and not only reported.
    package var refusesViolations = false
    /// How many requests the journal remembers.
    package var journalSize = Journal.standardCapacity
    package static let journalSizes = 0...Journal.largest
    /// An extra path in front of `/oauth/*`: empty, or with a leading and no trailing slash.
    package var loginPrefix = ""
    /// An extra path in front of `/api/*`, in the same form.
    package var apiPrefix = ""
    /// The hosts that the gateway answers for when it is used as a proxy.
    package var servedNames = ServedNames()
    /// The hosts for which it can show a certificate.
    package var tunnelNames = ServedNames()
    /// Whether CONNECT leads anywhere: to TLS on the same connection.
    package var acceptsTunnels = false
    /// The certificate of the local CA, for `GET /__admin/ca.pem`.
    package var authorityPEM: [UInt8]?
    /// What the log says if a client does not trust the certificate.
    package var distrust = "the client does not trust the certificate: run mock-gateway ca"
    package var controlAccess = ControlAccess.hosts([])
    /// Reads the definitions again, on another thread; nil if there is nothing to read.
    package var reader: (@Sendable (_ done: @escaping @Sendable (Reading) -> Void) -> Void)?

    /// Definitions read again, with the names of changes that need a new start, or why there are none.
    package typealias Reading = Result<(definitions: Definitions, ignored: [String]), InputError>

    package init(signingKey: [UInt8], fixtures: FixtureSet) {
        self.signingKey = signingKey
        definitions = Definitions(fixtures: fixtures)
    }
}
