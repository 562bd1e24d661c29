internal import FoundationEssentials
internal import HTTPClient
internal import HTTPMessages
internal import Launch
internal import OpenSSL
internal import System

/// Asks a gateway for its health, by one request.
enum HealthProbe {
    private static let timeout = Duration.seconds(3)
    private static let answerLimit = 64 * 1024

    struct Failure: Error, Sendable {
        let reason: String
    }

    struct Target: Sendable {
        let host: String
        let port: UInt16
        let isSecure: Bool

        var url: String { "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

        /// - Parameter url: the address as it was given, or nil to go by the environment.
        init(url: String?, environment: [String: String]) throws(StartError) {
            let variable = ServeOption.urlVariable
            let label = url == nil ? variable : "--url"
            guard let url = url ?? environment[variable].flatMap({ $0.isEmpty ? nil : $0 }) else {
                host = Self.reachable(environment["MOCK_GATEWAY_HOST"].flatMap { $0.isEmpty ? nil : $0 } ?? "127.0.0.1")
                port = try Self.port(environment["MOCK_GATEWAY_PORT"] ?? "")
                isSecure = environment["MOCK_GATEWAY_TLS"] == "required"
                return
            }
            guard let components = URLComponents(string: url), let scheme = components.scheme?.lowercased(),
                scheme == "http" || scheme == "https",
                let host = components.host, !host.isEmpty, components.path.isEmpty || components.path == "/",
                let port = UInt16(exactly: components.port ?? (scheme == "https" ? 443 : 80))
            else {
                throw StartError(
                    .usage,
                    "\(label): \(url) is no address of a gateway; allowed: http://HOST:PORT or https://HOST:PORT"
                )
            }
            self.host = Self.reachable(host)
            self.port = port
            isSecure = scheme == "https"
        }

        /// The port as `serve` reads it: an empty value, or one that Kubernetes sets, counts as none.
        private static func port(_ text: String) throws(StartError) -> UInt16 {
            if text.isEmpty || text.contains("://") { return 8080 }
            guard let port = UInt16(text), port > 0 else {
                throw StartError(.usage, "MOCK_GATEWAY_PORT: \(text) is no port to ask; allowed: 1 to 65535")
            }
            return port
        }

        /// The host to call: a wildcard address is one to listen on, not one to call.
        private static func reachable(_ host: String) -> String {
            let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
            return switch bare {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: bare
            }
        }
    }

    static func ask(_ target: Target) throws(Failure) {
        let authority = String(target.url.drop { $0 != "/" }.dropFirst(2))
        let request = "GET /__admin/health HTTP/1.1\r\nHost: \(authority)\r\nConnection: close\r\n\r\n"
        let deadline = Deadline(in: timeout)
        let answer: ReceivedResponse
        do throws(ExchangeFailure) {
            let connection = try ClientConnection.open(
                host: target.host,
                port: target.port,
                trust: try trust(target),
                deadline: deadline
            )
            answer = try connection.exchange(Array(request.utf8), limit: answerLimit, until: deadline)
        } catch {
            throw Failure(reason: error.description)
        }
        guard answer.status == 200, String(decoding: answer.body, as: UTF8.self) == #"{"status":"ok"}"# else {
            throw Failure(reason: "it answers: \(answer.statusLine)")
        }
    }

    /// Trusts any certificate, since the gateway's health is no secret.
    private static func trust(_ target: Target) throws(ExchangeFailure) -> TLSClientContext? {
        guard target.isSecure else { return nil }
        do throws(OpenSSLError) {
            return try .unverified()
        } catch {
            throw ExchangeFailure(error.description)
        }
    }
}
