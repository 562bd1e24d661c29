internal import Gateway
package import Policy

/// An option of `serve`, by its one name in three spellings: `--token-lifetime`, `MOCK_GATEWAY_TOKEN_LIFETIME`,
/// `tokenLifetime`.
package enum ServeOption: Sendable, Hashable {
    case setting(Setting)
    case process(ProcessOption)

    /// All options: first those for the network, then the settings, then the rest.
    package static let all: [ServeOption] = {
        let others = ProcessOption.allCases.map(ServeOption.process)
        return others.prefix(2) + Setting.all.map(ServeOption.setting) + others.dropFirst(2)
    }()

    // No table of all is made for these: the settings would cost a tenth of a start that gives none.

    static func named(flag: String) -> ServeOption? { flag.hasPrefix("--") ? named(words: flag.dropFirst(2)) : nil }

    static func named(variable: String) -> ServeOption? {
        guard variable.hasPrefix(variablePrefix) else { return nil }
        let words = variable.dropFirst(variablePrefix.count).lowercased().replacing("_", with: "-")
        return [words, words + "-file"].lazy.compactMap { named(words: $0) }.first { $0.variable == variable }
    }

    static func named(key: String) -> ServeOption? {
        if let option = ProcessOption.allCases.first(where: { $0.key == key }) { return .process(option) }
        return Setting.named(key).map(ServeOption.setting)
    }

    /// - Parameter words: the flag without its dashes in front, `token-lifetime`.
    private static func named(words: some StringProtocol) -> ServeOption? {
        if let option = ProcessOption(rawValue: String(words)) { return .process(option) }
        guard let setting = Setting.named(name(of: words)) else { return nil }
        // No setting has a second spelling, such as `--tokenLifetime`.
        return setting.flag.dropFirst(2) == words ? .setting(setting) : nil
    }

    /// The name that is written as one word: `tokenLifetime` of `token-lifetime`.
    static func name(of words: some StringProtocol) -> String {
        let words = words.split(separator: "-")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    static let variablePrefix = "MOCK_GATEWAY_"

    /// The variable with a gateway's address: `run` sets it for its command, which may start another gateway.
    package static let urlVariable = variablePrefix + "URL"
    /// The variable with the descriptor that leads to the `run` that this gateway belongs to.
    package static let supervisorVariable = variablePrefix + "SUPERVISOR"
    /// The variables that begin as settings do and are none.
    static let otherVariables = [urlVariable, supervisorVariable]

    /// The key in a JSON file.
    var key: String {
        switch self {
        case .setting(let setting): setting.name
        case .process(let option): option.key
        }
    }

    package var flag: String {
        switch self {
        case .setting(let setting): setting.flag
        case .process(let option): option.flag
        }
    }

    /// The variable; a secret may be in the environment itself, but never in an argument, which others could read.
    package var variable: String {
        let words = flag.dropFirst(2).split(separator: "-").map { $0.uppercased() }
        return Self.variablePrefix + (isSecretFile ? words.dropLast() : words).joined(separator: "_")
    }

    /// The setting whose first value it gives, if it is one that can change while the gateway runs.
    var setting: Setting? { if case .setting(let setting) = self { setting } else { nil } }

    /// Whether its flag is followed by a value.
    package var takesValue: Bool {
        switch self {
        case .setting(let setting): !setting.isFlag
        case .process(let option):
            option != .strictKeyFile && option != .openapiStrict && option != .openapiState && option != .exitWithParent
        }
    }

    var isSecretFile: Bool { self == .process(.signingKeyFile) || self == .process(.adminTokenFile) }

    /// Whether a change of it takes effect when the config file is read again.
    var isReloaded: Bool {
        setting != nil || self == .process(.fault) || self == .process(.fixtures) || self == .process(.openapi)
    }
}

extension ServeOption {
    package static let host = process(.host)
    package static let port = process(.port)
    package static let clients = process(.clients)
    package static let fault = process(.fault)
    package static let journalSize = process(.journalSize)
    package static let signingKeyFile = process(.signingKeyFile)
    package static let strictKeyFile = process(.strictKeyFile)
    package static let fixtures = process(.fixtures)
    package static let openapi = process(.openapi)
    package static let openapiStrict = process(.openapiStrict)
    package static let openapiState = process(.openapiState)
    package static let config = process(.config)
    package static let loginPrefix = process(.loginPrefix)
    package static let apiPrefix = process(.apiPrefix)
    package static let readyFile = process(.readyFile)
    package static let adminTokenFile = process(.adminTokenFile)
    package static let tls = process(.tls)
    package static let caDir = process(.caDir)
    package static let tlsName = process(.tlsName)
    package static let tlsCert = process(.tlsCert)
    package static let tlsKey = process(.tlsKey)
    package static let maxConnections = process(.maxConnections)
    package static let eventLoops = process(.eventLoops)
    package static let logLevel = process(.logLevel)
    package static let logFormat = process(.logFormat)
    package static let exitWithParent = process(.exitWithParent)
}

extension Setting {
    /// `--token-lifetime` of `tokenLifetime`.
    fileprivate var flag: String {
        name.reduce(into: "--") { flag, character in
            if character.isUppercase { flag.append("-") }
            flag += character.lowercased()
        }
    }
}
