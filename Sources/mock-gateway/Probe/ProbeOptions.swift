internal import FoundationEssentials
internal import Gateway
internal import HTTPClient
internal import HTTPMessages
internal import JSON
internal import JWT
internal import Launch
internal import OpenSSL
internal import Policy
internal import Probe

/// Which server to ask and how, read and checked before anything is sent.
struct ProbeOptions {
    private let url: String
    /// The name of the argument or option that gave the address.
    private let name: String
    private let given: ServerOptions

    init(_ url: String, named name: String, _ given: ServerOptions) {
        self.url = url
        self.name = name
        self.given = given
    }

    /// The examination, ready to run; Ctrl-C is waited for from here on.
    func examination() throws -> Examination<ProbedServer> {
        let target = try target()
        var limits = Limits()
        if let time = try time() { limits.time = time }
        let environment = ProcessInfo.processInfo.environment
        let tokens = TokenSource(try signer(environment), claims: try claims(), environment: environment)
        let server = ProbedServer(
            target,
            method: try method(),
            fields: try fields(),
            tokens: tokens,
            trust: try trust(target)
        )
        let accepted = try accepted()
        if !target.isSecure, !isLoopback(target) {
            StandardStreams.writeError(
                "mock-gateway: \(LineFormatter.escaped(url)) is plain http: anyone who listens on the way gets tokens that are good for ten minutes\n"
            )
        }
        Interruption.begin()
        return Examination(server, limits: limits, accepting: accepted)
    }

    private func target() throws(StartError) -> HTTPTarget {
        guard let target = HTTPTarget(url: url) else {
            throw StartError(
                .usage,
                "\(name): \(url) is no address to ask; allowed: http://HOST[:PORT][/PATH], or https"
            )
        }
        return target
    }

    private func isLoopback(_ target: HTTPTarget) -> Bool {
        target.host == "localhost" || target.host == "::1" || target.host.hasPrefix("127.")
    }

    private func time() throws(StartError) -> Duration? {
        guard let limit = given.limit else { return nil }
        guard let time = try? DurationText.parse(limit), (.seconds(1)...Duration.seconds(3600)).contains(time) else {
            throw StartError(.usage, "--limit: \(limit) is no such time; allowed: 1s to 1h")
        }
        return time
    }

    private func signer(_ environment: [String: String]) throws -> TokenSource.Signer {
        if let command = given.tokenCommand {
            guard given.keyFile == nil else {
                throw StartError(.usage, "--token-command: excludes --key-file; allowed: one of them")
            }
            return .command(command)
        }
        let variable = ServeOption.signingKeyFile.variable
        let key: [UInt8]
        if let file = given.keyFile {
            let (contents, exposure) = try InputFile.readSecret(file, for: "--key-file")
            if let exposure {
                let warning = "mock-gateway: --key-file: \(file) \(exposure.text); wanted: \(FileExposure.wanted)"
                StandardStreams.writeError(LineFormatter.escaped(warning) + "\n")
            }
            key = InputFile.line(contents)
        } else if let value = environment[variable] {
            key = Array(value.utf8)
        } else {
            throw StartError(
                .usage,
                "--key-file: is missing; allowed: a file with the key of the server, or \(variable), or --token-command"
            )
        }
        // A server may have a shorter key than RFC 7518 §3.2 asks for.
        guard !key.isEmpty else {
            throw StartError(.dataError, "--key-file: the key is empty; allowed: 1 byte or more")
        }
        return .key(TokenSigner(key: HMACSHA256(key: key)))
    }

    private func claims() throws(StartError) -> JSONObject {
        guard let text = given.claims else { return JSONObject() }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(Array(text.utf8))
        } catch {
            throw StartError(.usage, "--claims: is no JSON: \(error)")
        }
        guard case .object(let object) = value else {
            throw StartError(.usage, "--claims: is no JSON object; allowed: claims by name; null leaves one out")
        }
        if let time = TimedClaim.allCases.first(where: { object[$0.rawValue] != nil }) {
            throw StartError(.usage, "--claims: \(time.rawValue) is what is probed; allowed: all but iat, nbf and exp")
        }
        return object
    }

    private func method() throws(StartError) -> String {
        let method = given.method ?? "GET"
        guard !method.isEmpty, method.utf8.allSatisfy(\.isTokenCharacter), method != "HEAD" else {
            throw StartError(.usage, "--method: \(method) is no method to probe by; allowed: any but HEAD")
        }
        return method
    }

    private func fields() throws(StartError) -> [String] {
        guard !given.header.isEmpty else { return ["Authorization: Bearer {token}"] }
        for field in given.header {
            let name = field.utf8.prefix { $0 != UInt8(ascii: ":") }
            let value = field.utf8.dropFirst(name.count + 1)
            guard !name.isEmpty, name.count < field.utf8.count, name.allSatisfy(\.isTokenCharacter),
                value.allSatisfy(\.isFieldValueCharacter)
            else {
                throw StartError(.usage, "--header: \(field) is no field; allowed: NAME: VALUE, with {token} in it")
            }
        }
        guard given.header.contains(where: { $0.contains("{token}") }) else {
            throw StartError(.usage, "--header: {token} stands in none; allowed: such as 'X-Token: {token}'")
        }
        return given.header
    }

    private func accepted() throws(StartError) -> ClosedRange<Int>? {
        guard let text = given.accepts else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bounds = [parts.first, parts.last].compactMap { $0.flatMap { Int($0) } }
        guard parts.count == 1 || parts.count == 3 && parts[1].isEmpty, bounds.count == 2, bounds[0] <= bounds[1],
            (200...599).contains(bounds[0]), (200...599).contains(bounds[1])
        else { throw StartError(.usage, "--accepts: \(text) is no status; allowed: such as 200 or 200..299") }
        return bounds[0]...bounds[1]
    }

    /// The authorities to trust; nil is without TLS.
    private func trust(_ target: HTTPTarget) throws -> TLSClientContext? {
        guard let cacert = given.cacert else { return target.isSecure ? try TLSClientContext() : nil }
        guard target.isSecure else {
            throw StartError(.usage, "--cacert: is for an https address only; allowed: with https://…")
        }
        let contents = try InputFile.read(cacert, for: "--cacert")
        do throws(OpenSSLError) {
            return try TLSClientContext(trusting: Certificate.chain(pem: contents))
        } catch {
            throw StartError(.dataError, "--cacert: \(cacert) holds no PEM certificate: \(error)")
        }
    }
}

extension Examination<ProbedServer> {
    /// The obstacle that ends `work` early, if there is one.
    mutating func obstacle(to work: (inout Self) throws(Obstacle) -> Void) -> Obstacle? {
        do throws(Obstacle) {
            try work(&self)
            return nil
        } catch {
            return error
        }
    }
}
