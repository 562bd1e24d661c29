internal import HTTPClient
internal import HTTPMessages
internal import HTTPServer
internal import JSON
internal import Launch

/// Requests to a gateway over one connection, gathered and then sent together.
final class DemoSession {
    private let client: KeepAliveClient
    private let host: String
    private var requests: [UInt8] = []
    private var count = 0

    init(_ client: KeepAliveClient, host: String) {
        self.client = client
        self.host = host
    }

    /// Adds a call of the control interface.
    func control(_ method: StaticString, _ path: String, body: String) {
        add(method, "/__admin/\(path)", fields: "Content-Type: application/json\r\n", body: body)
    }

    /// Adds a request for tokens, by a client that names itself as RFC 6749 §2.3.1 says.
    func token(_ form: String) {
        let fields =
            "Authorization: Basic bXktY2xpZW50Om15LXNlY3JldA==\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        add("POST", "/oauth/token", fields: fields, body: form)
    }

    /// Adds the API call of the forum thread.
    func summary(_ token: String) {
        add("GET", "/api/v2/analytics/queues/summary", fields: "Authorization: Bearer \(token)\r\n")
    }

    private func add(_ method: StaticString, _ path: String, fields: String, body: String? = nil) {
        requests.append(method)
        requests.append(contentsOf: " \(path) HTTP/1.1\r\nHost: \(host)\r\n\(fields)".utf8)
        if let body { requests.append(contentsOf: "Content-Length: \(body.utf8.count)\r\n".utf8) }
        requests.append("\r\n")
        requests.append(contentsOf: (body ?? "").utf8)
        count += 1
    }

    /// Sends what has been gathered, and waits for all answers.
    func send() throws(StartError) -> [ReceivedResponse] {
        defer {
            requests.removeAll(keepingCapacity: true)
            count = 0
        }
        do throws(ExchangeFailure) {
            return try client.exchange(requests, count: count)
        } catch {
            throw StartError(.systemError, "the demonstration cannot go on: \(error)")
        }
    }

    /// Sends what has been gathered, and returns the last answer.
    func sendLast() throws(StartError) -> ReceivedResponse {
        guard let last = try send().last else { throw StartError(.systemError, "there was nothing to send") }
        return last
    }
}

extension ReceivedResponse {
    /// A member of the JSON object in the body; empty if there is none.
    func member(_ name: String) -> String { (try? JSONParser.parse(body))?[name]?.string ?? "" }

    var reason: String? { value(of: "x-mock-gateway-reason") }
}
