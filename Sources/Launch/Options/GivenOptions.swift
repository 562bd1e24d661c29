internal import Gateway
internal import JSON
internal import Policy

/// The options as they were given: flag over environment over file.
package struct GivenOptions: Sendable {
    package enum Origin: Sendable, Hashable {
        case flag
        case environment
        case file(path: String)
    }

    /// A value, with its source.
    package struct Given: Sendable, Hashable {
        package let value: String
        let origin: Origin
        let option: ServeOption

        /// The option as the person who gave it called it.
        package var name: String {
            switch origin {
            case .flag: option.flag
            case .environment: option.variable
            case .file(let path): "\(path): \(option.key)"
            }
        }

        /// The value as a path; in a config file it counts from that file's folder.
        var path: String {
            guard case .file(let file) = origin, !value.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
                return value
            }
            return file[...slash] + value
        }

        func error(_ problem: String, allowed: String) -> StartError {
            error(SettingError(value, problem, allowed: allowed))
        }

        func error(_ message: String) -> StartError { StartError(code, "\(name): \(message)") }

        func error(_ error: SettingError) -> StartError { StartError(code, error.message(for: name)) }

        /// The exit code for a bad value: one for a file, another for a command line.
        private var code: StartError.Code { if case .file = origin { .dataError } else { .usage } }
    }

    /// Variables that begin as this program's do but are no settings: those of Kubernetes for a service of this name.
    package private(set) var ignoredVariables: [String] = []
    private var values: [ServeOption: Given] = [:]
    private var documents: [DocumentKey: JSONValue] = [:]

    /// The keys that only a config file can have.
    enum DocumentKey: String, Sendable, Hashable, CaseIterable { case clients, faults }

    /// The value of a key, with the path of the file that has it.
    func document(_ key: DocumentKey) -> (value: JSONValue, path: String)? {
        guard let value = documents[key], let path = values[.config]?.value else { return nil }
        return (value, path)
    }

    subscript(_ option: ServeOption) -> Given? { values[option] }

    /// What is given for settings, in the order in which they are shown.
    var settings: [(setting: Setting, given: Given)] {
        // If none is given, all settings are not even made.
        guard values.keys.contains(where: { $0.setting != nil }) else { return [] }
        return Setting.all.compactMap { setting in values[.setting(setting)].map { (setting, $0) } }
    }

    /// - Parameters:
    ///   - flags: the ones that were given.
    ///   - readFile: the bytes of the config file, once its path is known.
    package init(
        flags: [ServeOption: String],
        environment: [String: String],
        readFile: (Given) throws(StartError) -> [UInt8]
    ) throws(StartError) {
        for (option, value) in flags {
            values[option] = Given(value: value, origin: .flag, option: option)
        }
        try addEnvironment(environment)
        guard let config = values[.config] else { return }
        try addFile(try readFile(config), path: config.value)
    }

    private mutating func addEnvironment(_ environment: [String: String]) throws(StartError) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(ServeOption.variablePrefix) && !ServeOption.otherVariables.contains(name) {
            guard !Self.isFromKubernetes(name, value) else {
                ignoredVariables.append(name)
                continue
            }
            guard let option = ServeOption.named(variable: name) else {
                let allowed = ServeOption.all.map(\.variable).joined(separator: ", ")
                // The value is not shown, since one under a misspelt name may well be a secret.
                throw StartError(.usage, "\(name): is for no setting; allowed: \(allowed)")
            }
            // A compose file passes on a variable that it does not have as an empty one.
            guard !value.isEmpty else { continue }
            let given = Given(value: value, origin: .environment, option: option)
            if option.isSecretFile, let flag = values[option] {
                throw StartError(
                    .usage,
                    "\(flag.name): contradicts \(option.variable); allowed: one of them"
                )
            }
            if values[option] == nil { values[option] = given }
        }
    }

    /// Whether Kubernetes set it: for a service called mock-gateway, it puts the address into every container's
    /// environment.
    private static func isFromKubernetes(_ name: String, _ value: String) -> Bool {
        name.hasPrefix("MOCK_GATEWAY_SERVICE_") || name.hasPrefix("MOCK_GATEWAY_PORT_")
            || (name == "MOCK_GATEWAY_PORT" && value.contains("://"))
    }

    private mutating func addFile(_ bytes: [UInt8], path: String) throws(StartError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(document: bytes.span)
        } catch {
            throw StartError(.dataError, "\(path): is no JSON: \(error)")
        }
        guard case .object(let object) = value else { throw StartError(.dataError, "\(path): is no JSON object") }
        for member in object.members {
            if let key = DocumentKey(rawValue: member.key) {
                documents[key] = member.value
                continue
            }
            guard let option = ServeOption.named(key: member.key), option != .config else {
                let keys = ServeOption.all.filter { $0 != .config }.map(\.key)
                let allowed = (keys + DocumentKey.allCases.map(\.rawValue)).joined(separator: ", ")
                throw StartError(.dataError, "\(path): \(member.key): is no setting; allowed: \(allowed)")
            }
            let text: String
            switch member.value {
            case .string(let string): text = string
            case .number(let number): text = number.plainText
            case .bool(let flag): text = flag ? "true" : "false"
            default:
                let text = option.isSecretFile ? "what is there" : member.value.text
                let error = SettingError(text, "is no setting", allowed: "a string or a number")
                throw StartError(.dataError, error.message(for: "\(path): \(member.key)"))
            }
            let given = Given(value: text, origin: .file(path: path), option: option)
            if let other = values[option] {
                if option.isSecretFile, other.origin == .environment {
                    throw StartError(.usage, "\(other.name): contradicts \(given.name); allowed: one of them")
                }
                continue
            }
            values[option] = given
        }
    }
}
