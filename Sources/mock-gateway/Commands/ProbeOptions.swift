internal import Gateway
internal import HTTPClient
internal import HTTPMessages
internal import JSON
internal import JWT
internal import OpenSSL
internal import Probe

/// The options of `probe`, read and checked before anything is sent.
struct ProbeOptions {
    private let given: ProbeCommand

    init(_ given: ProbeCommand) { self.given = given }

    func target() throws(StartError) -> HTTPTarget {
        guard let target = HTTPTarget(url: given.url) else {
            throw StartError(
                .usage,
                "URL: \(given.url) is no address to ask; allowed: http://HOST[:PORT][/PATH], or https"
            )
        }
        return target
    }

    func isLoopback(_ target: HTTPTarget) -> Bool {
        target.host == "localhost" || target.host == "::1" || target.host.hasPrefix("127.")
    }

    func time() throws(StartError) -> Duration? {
        guard let limit = given.limit else { return nil }
        guard let time = try? DurationText.parse(limit), (.seconds(1)...Duration.seconds(3600)).contains(time) else {
            throw StartError(.usage, "--limit: \(limit) is no such time; allowed: 1s to 1h")
        }
        return time
    }

    func signer(_ environment: [String: String]) throws -> TokenSource.Signer {
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
        return .key(TokenSigner(key: try HMACSHA256(key: key)))
    }

    func claims() throws(StartError) -> JSONObject {
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

    func method() throws(StartError) -> String {
        guard !given.method.isEmpty, given.method.utf8.allSatisfy(\.isTokenCharacter), given.method != "HEAD" else {
            throw StartError(.usage, "--method: \(given.method) is no method to probe by; allowed: any but HEAD")
        }
        return given.method
    }

    func fields() throws(StartError) -> [String] {
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

    func accepted() throws(StartError) -> ClosedRange<Int>? {
        guard let text = given.accepts else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bounds = [parts.first, parts.last].compactMap { $0.flatMap { Int($0) } }
        guard parts.count == 1 || parts.count == 3 && parts[1].isEmpty, bounds.count == 2, bounds[0] <= bounds[1],
            (200...599).contains(bounds[0]), (200...599).contains(bounds[1])
        else { throw StartError(.usage, "--accepts: \(text) is no status; allowed: such as 200 or 200..299") }
        return bounds[0]...bounds[1]
    }

    /// Whose certificates are good; nil speaks in the clear.
    func trust(_ target: HTTPTarget) throws -> TLSClientContext? {
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
