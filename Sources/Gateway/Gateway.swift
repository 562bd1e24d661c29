package import Logging
package import OpenSSL

/// What all event loops share: the settings in force, the clock, fixtures, codes and refresh tokens.
package final class Gateway: Sendable {
    let configuration: Configuration
    let clock: GatewayClock
    let scopes: ScopeStore
    let grants = GrantStore()
    let journal = Journal()
    let logger: Logger
    let loginPrefix: [UInt8]
    let apiPrefix: [UInt8]

    package init(_ configuration: Configuration, clock: GatewayClock = GatewayClock(), logger: Logger) {
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        scopes = ScopeStore(configuration.scope)
        loginPrefix = Array(configuration.loginPrefix.utf8)
        apiPrefix = Array(configuration.apiPrefix.utf8)
    }

    /// The part of one event loop.
    ///
    /// Making it also warms up libcrypto.
    package func responder() throws(HMACSHA256.Failure) -> GatewayResponder {
        GatewayResponder(self, key: try HMACSHA256(key: configuration.signingKey))
    }
}
