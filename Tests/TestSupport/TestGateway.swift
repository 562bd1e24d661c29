import FoundationEssentials
package import Gateway
package import HTTPMessages
import JSON
import JWT
import Logging
import OpenSSL

/// A gateway without a socket, on a clock that stands still until the test moves it.
package final class TestGateway {
    private var table = HeadTable()
    package static let key = Array("an HS256 key of thirty-two bytes".utf8)

    /// Whether answers that do not leave at once stay on their way until `endAnswer`; otherwise they leave at once.
    package var holdsAnswers = false
    private var heldReceipt: UInt64 = 0

    package let clock: ManualClock
    package let log = LogCollector()
    package let gateway: Gateway
    private let responder: GatewayResponder

    package init(
        clock: ManualClock = ManualClock(),
        overrides: [FixtureSet.File] = [],
        _ configure: (inout Configuration) throws -> Void = { _ in }
    ) throws {
        self.clock = clock
        var configuration = Configuration(signingKey: Self.key, fixtures: try FixtureSet(overrides: overrides))
        configuration.controlAccess = .hosts(ControlAccess.loopbackHosts)
        try configure(&configuration)
        let collector = log
        let logger = Logger(label: "test") { _ in collector.handler }
        gateway = Gateway(configuration, clock: clock.gatewayClock, logger: logger)
        responder = gateway.responder()
    }

    package func send(
        _ method: String,
        _ target: String,
        fields: [(String, String)] = [],
        body: String = "",
        host: String = "localhost"
    ) throws -> TestAnswer {
        try send(TestRequest.bytes(method, target, fields: fields, body: body, host: host))
    }

    package func send(_ bytes: [UInt8], isSecure: Bool = false) throws -> TestAnswer {
        var response = Response()
        try TestRequest.with(bytes, table: &table, isSecure: isSecure) { responder.respond(to: $0, into: &response) }
        if response.receipt != 0 { heldReceipt = response.receipt }
        if !holdsAnswers { endAnswer(AnswerEnd(bodyBytes: response.body.count, isAborted: false)) }
        return TestAnswer(response)
    }

    /// Ends the answer to the last request of the journal: it, or its client, has left; does nothing if it left at
    /// once.
    package func endAnswer(_ end: AnswerEnd) { responder.answerEnded(heldReceipt, end) }

    /// Says that the client of the last request went without the last bytes of an answer that was to leave at once.
    package func loseAnswer(unsentBytes: Int) { responder.answerLost(heldReceipt, unsentBytes: unsentBytes) }

    /// The answer to bytes that may be a request or none.
    package func answer(to bytes: [UInt8]) throws -> TestAnswer {
        do {
            return try send(bytes)
        } catch is TestRequest.Unreadable {
            return try refusal(of: bytes)
        }
    }

    /// The answer to bytes that are no request.
    package func refusal(of bytes: [UInt8]) throws -> TestAnswer {
        var reader = RequestReader()
        var table = HeadTable()
        guard case .failed(let error, let line) = reader.read(bytes.span, table: &table) else {
            throw TestRequest.Unreadable()
        }
        var response = Response()
        responder.refuse(error, of: line, into: &response)
        return TestAnswer(response)
    }

    // What tests do over and over.

    /// `id:secret` by HTTP Basic.
    package static let basic = ("Authorization", "Basic bW9jay1jbGllbnQ6bW9jay1zZWNyZXQ=")

    package func token(_ form: String = "grant_type=client_credentials") throws -> TestAnswer {
        try token(form, authorization: Self.basic)
    }

    package func token(
        _ form: String = "grant_type=client_credentials",
        client: String,
        secret: String = "s"
    ) throws -> TestAnswer {
        let credentials = Data("\(client):\(secret)".utf8).base64EncodedString()
        return try token(form, authorization: ("Authorization", "Basic \(credentials)"))
    }

    private func token(_ form: String, authorization: (String, String)) throws -> TestAnswer {
        try send(
            "POST",
            "/oauth/token",
            fields: [authorization, ("Content-Type", "application/x-www-form-urlencoded")],
            body: form
        )
    }

    /// An access token of the client itself.
    package func accessToken() throws -> String {
        try token().json?["access_token"]?.string ?? ""
    }

    package func accessToken(client: String, secret: String = "s") throws -> String {
        try token(client: client, secret: secret).json?["access_token"]?.string ?? ""
    }

    /// What a code is redeemed for.
    package func userAnswer() throws -> TestAnswer {
        let code = try control("POST", "tokens", body: #"{"code": true}"#).json?["code"]?.string ?? ""
        return try token("grant_type=authorization_code&code=\(code)&redirect_uri=http%3A%2F%2Flocalhost")
    }

    /// A code, then its tokens.
    package func userTokens() throws -> (access: String, refresh: String) {
        let answer = try userAnswer()
        return (answer.json?["access_token"]?.string ?? "", answer.json?["refresh_token"]?.string ?? "")
    }

    package func get(_ path: String, token: String?) throws -> TestAnswer {
        try send("GET", path, fields: token.map { [("Authorization", "Bearer \($0)")] } ?? [])
    }

    package static let summary = "/api/v2/analytics/queues/summary"

    package func summary(_ token: String?) throws -> TestAnswer { try get(Self.summary, token: token) }

    package func control(_ method: String, _ path: String, body: String = "") throws -> TestAnswer {
        try send(method, "/__admin/\(path)", body: body)
    }

    /// A token with any claims, signed by the gateway's key.
    package static func sign(_ claims: String, header: String = #"{"alg":"HS256","typ":"JWT"}"#, key: [UInt8] = key)
        -> String
    {
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        let code = HMACSHA256(key: key).code(of: Array(signed.utf8).span)
        var signature: [UInt8] = []
        Base64URL.append(code.span, to: &signature)
        return signed + "." + String(decoding: signature, as: UTF8.self)
    }
}
