internal import CLinux
package import Gateway
internal import HTTPServer
internal import JWT
internal import Logging
internal import OpenSSL
internal import Policy
internal import Rules
internal import TerminalText

/// Everything that `serve` has been told, checked: nothing listens before all of it holds.
package struct ServePlan: Sendable {
    var host: String
    var port: UInt16
    package var configuration: Configuration
    var limits: ServerLimits
    var eventLoops: Int
    var readyFile: String?
    /// The process that it ends with; nil if it outlives its parent.
    var parent: ParentProcess?
    /// The admin token that the user gave, or nil.
    var adminToken: String?
    /// The files from which the signing key, the admin token and the user's own TLS key were read.
    package var secrets: SecretFiles
    var tls: TLSPlan
    var logLevel: Logger.Level
    var logFormat: LogFormat
    var logStyle: TextStyle

    /// - Parameter known: the secrets of the plan that this run was started with; they are not read again.
    package init(
        _ options: GivenOptions,
        environment: [String: String],
        known: SecretFiles? = nil
    ) throws(StartError) {
        host = Self.withoutBrackets(options[.host]?.value ?? "127.0.0.1")
        port = UInt16(clamping: try Self.number(options[.port], default: 8080, in: 0...65535))
        var limits = ServerLimits()
        limits.connections = try Self.number(options[.maxConnections], default: limits.connections, in: 1...1_000_000)
        self.limits = limits
        eventLoops = try Self.number(options[.eventLoops], default: ProcessorCount.usable, in: 1...64)
        readyFile = options[.readyFile]?.path
        if let given = options[.exitWithParent] { parent = try Self.parent(given) }
        logLevel = try Self.choice(
            options[.logLevel],
            default: .info,
            of: Logger.Level.allCases.map { ($0.rawValue, $0) }
        )
        logFormat = try Self.choice(
            options[.logFormat],
            default: .text,
            of: LogFormat.allCases.map { ($0.rawValue, $0) }
        )
        logStyle = TextStyle(isTerminal: Terminal.isErrorWatched, environment: environment)
        var secrets = SecretFiles(isStrict: try Self.flag(options[.strictKeyFile]), known: known)
        configuration = Configuration(
            signingKey: try Self.signingKey(options[.signingKeyFile], &secrets),
            fixtures: try Self.fixtures(
                options[.fixtures],
                definition: options[.openapi],
                state: options[.openapiState]
            )
        )
        configuration.definitions = try Self.definitions(options, fixtures: configuration.definitions.fixtures)
        configuration.refusesUnknownClients = try Self.choice(
            options[.clients],
            default: false,
            of: [("open", false), ("closed", true)]
        )
        configuration.refusesViolations = try Self.flag(options[.openapiStrict])
        configuration.journalSize = try Self.number(
            options[.journalSize],
            default: configuration.journalSize,
            in: Configuration.journalSizes
        )
        configuration.loginPrefix = try Self.prefix(options[.loginPrefix])
        configuration.apiPrefix = try Self.prefix(options[.apiPrefix])
        tls = try TLSPlan(options, environment: environment, &secrets)
        adminToken = try Self.adminToken(options[.adminTokenFile], &secrets)
        self.secrets = secrets
    }

    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    private static func number(
        _ given: GivenOptions.Given?,
        default standard: Int,
        in range: ClosedRange<Int>
    ) throws(StartError) -> Int {
        guard let given else { return standard }
        guard let number = Int(given.value), range.contains(number) else {
            throw given.error("is no number in range", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func choice<Value>(
        _ given: GivenOptions.Given?,
        default standard: Value,
        of choices: [(String, Value)]
    ) throws(StartError) -> Value {
        guard let given else { return standard }
        guard let choice = choices.first(where: { $0.0 == given.value }) else {
            throw given.error("is no choice", allowed: choices.map(\.0).joined(separator: ", "))
        }
        return choice.1
    }

    /// The value of a flag, which is off unless it is given.
    private static func flag(_ given: GivenOptions.Given?) throws(StartError) -> Bool {
        guard let given else { return false }
        switch given.value {
        case "on", "true": return true
        case "off", "false": return false
        default: throw given.error("is neither", allowed: "on or off")
        }
    }

    private static func parent(_ given: GivenOptions.Given) throws(StartError) -> ParentProcess? {
        if let number = Int32(given.value), number > 1 { return .numbered(number) }
        switch given.value {
        case "on", "true": return .starter
        case "off", "false": return nil
        default: throw given.error("is neither", allowed: "on, off, or the process id of the parent")
        }
    }

    /// All that can be read again while the gateway runs.
    private static func definitions(_ options: GivenOptions, fixtures: FixtureSet) throws(StartError) -> Definitions {
        var definitions = Definitions(fixtures: fixtures)
        definitions.settings = try settings(options)
        if let (value, path) = options.document(.clients) {
            definitions.clients = try document(path) { () throws(InputError) in
                try Client.all(in: value)
            }
        }
        if let (value, path) = options.document(.faults) {
            definitions.faults = try document(path) { () throws(InputError) in try Fault.all(in: value) }
        }
        if let path = options[.config]?.value {
            try document(path) { () throws(InputError) in try definitions.check() }
        }
        guard let given = options[.fault] else { return definitions }
        do throws(InputError) {
            try definitions.add(try FaultText.fault(given.value))
        } catch {
            throw given.error(error.message)
        }
        return definitions
    }

    private static func document<Value>(
        _ path: String,
        _ read: () throws(InputError) -> Value
    ) throws(StartError) -> Value {
        do throws(InputError) {
            return try read()
        } catch {
            throw StartError(.dataError, "\(path): \(error.message)")
        }
    }

    private static func settings(_ options: GivenOptions) throws(StartError) -> Settings {
        var settings = Settings()
        for (setting, given) in options.settings {
            do throws(SettingError) {
                try settings.set(setting, to: given.value)
            } catch {
                throw given.error(error)
            }
        }
        return settings
    }

    private static func prefix(_ given: GivenOptions.Given?) throws(StartError) -> String {
        guard let given else { return "" }
        let segments = given.value.split(separator: "/", omittingEmptySubsequences: true)
        let isGood = segments.allSatisfy { segment in
            segment != "." && segment != ".."
                && segment.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                        || byte == UInt8(ascii: "~")
                        || Character(Unicode.Scalar(byte)).isASCII
                            && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
                }
        }
        guard isGood, !segments.isEmpty, segments[0] != "__admin" else {
            throw given.error(
                "is no path prefix",
                allowed: "segments of letters, digits, '-', '_', '.' and '~', such as /login"
            )
        }
        return "/" + segments.joined(separator: "/")
    }

    private static func fixtures(
        _ given: GivenOptions.Given?,
        definition: GivenOptions.Given?,
        state: GivenOptions.Given?
    ) throws(StartError) -> FixtureSet {
        var overrides: [FixtureSet.File] = []
        if let given { overrides = try FixtureFolder.read(given.path, for: given.name) }
        var operations: OperationSet?
        let keepsObjects = try flag(state)
        if let definition {
            let read = try DefinitionFile.read(definition.path, for: definition.name)
            operations = OperationSet(read, keepsObjects: keepsObjects)
        }
        // Reading a definition needs much memory that is not kept, and the heap would keep the room for it.
        defer { if operations != nil { malloc_trim(0) } }
        do throws(FixtureError) {
            return try FixtureSet(overrides: overrides, operations: operations)
        } catch {
            let folder = given.map { $0.path + "/" } ?? ""
            throw StartError(.dataError, "\(folder)\(error.path): \(error.reason)")
        }
    }

    private static func signingKey(
        _ given: GivenOptions.Given?,
        _ secrets: inout SecretFiles
    ) throws(StartError) -> [UInt8] {
        guard let given else { return RandomBytes.make(32) }
        let key = try secrets.line(given)
        guard key.count >= 32 else {
            throw StartError(
                given.origin == .environment ? .usage : .dataError,
                "\(given.name): the key has \(key.count) bytes; allowed: 32 or more"
            )
        }
        return key
    }

    /// Checks that the token has only characters of a bearer token (RFC 6750 §2.1).
    private static func adminToken(
        _ given: GivenOptions.Given?,
        _ secrets: inout SecretFiles
    ) throws(StartError) -> String? {
        guard let given else { return nil }
        let bytes = try secrets.line(given)
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw StartError(
                given.origin == .environment ? .usage : .dataError,
                "\(given.name): the token is empty or has other characters than visible ASCII; allowed: one line of them"
            )
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
