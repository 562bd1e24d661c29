internal import Gateway

/// What `serve` can be told, by its one name in three spellings: `--token-lifetime`, `MOCK_GATEWAY_TOKEN_LIFETIME`,
/// `tokenLifetime`.
enum ServeOption: String, Sendable, Hashable, CaseIterable {
    case host, port, offset, tolerance
    case tokenLifetime = "token-lifetime"
    case expiresIn = "expires-in"
    case timestampPrecision = "timestamp-precision"
    case drift
    case offsetSteps = "offset-steps"
    case jitter
    case jitterSeed = "jitter-seed"
    case offsetTtl = "offset-ttl"
    case iatRounding = "iat-rounding"
    case backdate, nodes
    case nodeChoice = "node-choice"
    case nodeSeed = "node-seed"
    case validator
    case rateLimit = "rate-limit"
    case stormLimit = "storm-limit"
    case refreshReuse = "refresh-reuse"
    case refreshReuseInterval = "refresh-reuse-interval"
    case loginPage = "login-page"
    case corsCredentials = "cors-credentials"
    case clients, fault
    case journalSize = "journal-size"
    case signingKeyFile = "signing-key-file"
    case strictKeyFile = "strict-key-file"
    case fixtures, config
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

    /// A secret comes in the environment itself, never as an argument, which others could read.
    var variable: String {
        let name = isSecretFile ? String(rawValue.dropLast("-file".count)) : rawValue
        return ServeOption.variablePrefix + name.uppercased().replacing("-", with: "_")
    }

    var key: String {
        // In the file, `clients` are the clients themselves.
        if self == .clients { return "clientsMode" }
        let words = rawValue.split(separator: "-")
        return words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    /// The setting that it starts with, where it is one that can change while the gateway runs.
    var setting: SettingName? { SettingName(rawValue: key) }

    /// Whether a flag of it is followed by a value.
    var takesValue: Bool {
        switch self {
        case .strictKeyFile, .loginPage, .corsCredentials, .exitWithParent: false
        default: true
        }
    }

    var isSecretFile: Bool { self == .signingKeyFile || self == .adminTokenFile }

    /// Whether a change of it takes effect when the config file is read anew.
    var isReloaded: Bool {
        setting != nil || self == .fault || self == .fixtures
    }

    static let variablePrefix = "MOCK_GATEWAY_"

    /// Where a gateway is, for those that ask one: `run` gives it to its command, in which another gateway may start.
    static let urlVariable = variablePrefix + "URL"
    /// The descriptor that leads to the `run` that this gateway belongs to.
    static let supervisorVariable = variablePrefix + "SUPERVISOR"
    /// Those that begin as settings do and are none.
    static let otherVariables = [urlVariable, supervisorVariable]
}
