/// An option that is fixed at the start, or that no client could have for itself.
package enum ProcessOption: String, Sendable, Hashable, CaseIterable {
    case host, port, clients, fault
    case journalSize = "journal-size"
    case signingKeyFile = "signing-key-file"
    case strictKeyFile = "strict-key-file"
    case fixtures, openapi
    case openapiStrict = "openapi-strict"
    case openapiState = "openapi-state"
    case config
    case loginPrefix = "login-prefix"
    case apiPrefix = "api-prefix"
    case readyFile = "ready-file"
    case adminTokenFile = "admin-token-file"
    case tls
    case caDir = "ca-dir"
    case tlsName = "tls-name"
    case tlsCert = "tls-cert"
    case tlsKey = "tls-key"
    case maxConnections = "max-connections"
    case eventLoops = "event-loops"
    case logLevel = "log-level"
    case logFormat = "log-format"
    case exitWithParent = "exit-with-parent"

    var flag: String { "--\(rawValue)" }

    var key: String {
        // In the file, `clients` are the clients themselves.
        if self == .clients { return "clientsMode" }
        return ServeOption.name(of: rawValue)
    }
}
