import Gateway
import JSON
import TestSupport
import Testing

/// No spelling of a path gets past the check of the place that it leads to.
@Suite struct PathSpellingTests {
    private static let marker = "only with a token"
    private static let count = 2_500
    private static let methods = [
        "GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW", "get",
    ]
    /// Fields that some server, somewhere, has believed.
    private static let hints = [
        ("X-Original-URL", "/__admin/settings"), ("X-Rewrite-URL", "/api/v2/users/me"),
        ("X-Forwarded-Host", "localhost"),
        ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "host=localhost"), ("X-HTTP-Method-Override", "PATCH"),
        ("X-Host", "localhost"),
        ("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-Prefix", "/gw"),
    ]

    private let gateway: TestGateway

    init() throws {
        let files = ["GET", "POST", "PUT", "PATCH", "DELETE"].map { method in
            FixtureSet.File(path: "api/v2/users/me/\(method).json", contents: Array("\"\(Self.marker)\"".utf8))
        }
        gateway = try TestGateway(overrides: files) { configuration in
            configuration.apiPrefix = "/gw/api-path"
            configuration.loginPrefix = "/gw"
            configuration.authorityPEM = Array("the certificate".utf8)
        }
    }

    private func ask(
        _ method: String,
        _ target: String,
        fields: [(String, String)],
        body: String = "",
        host: String = "localhost"
    ) throws -> TestAnswer {
        try gateway.answer(to: TestRequest.bytes(method, target, fields: fields, body: body, host: host))
    }

    private static func target(_ path: String, _ generator: inout SeededGenerator) -> String {
        let spelt = PathSpelling.spell(path, &generator)
        guard generator.isOne(in: 20) else { return spelt }
        return generator.pick(["http://localhost", "HTTPS://api.mypurecloud.com", "http://127.0.0.1:80"]) + spelt
    }

    /// The front page is open to all.
    private static func isRoot(_ target: String) -> Bool { ["", "/"].contains(path(of: target)) }

    /// The console is open to all on this machine; the data that it shows is not in it.
    private static func isConsole(_ target: String) -> Bool { ["/__admin", "/__admin/"].contains(path(of: target)) }

    private static func path(of target: String) -> String {
        String(target.replacing(#/^https?:\/\/[^\/?]*/#.ignoresCase(), with: "").prefix { $0 != "?" })
    }

    @Test(arguments: 0..<2)
    func reachesNoFixtureWithoutAToken(seed: Int) throws {
        let token = try gateway.accessToken()
        var generator = SeededGenerator(seed: UInt64(seed))
        var reached = 0
        for _ in 0..<Self.count {
            let method = generator.pick(Self.methods)
            let target = Self.target(generator.pick(["/api/v2/users/me", "/gw/api-path/api/v2/users/me"]), &generator)
            var fields = generator.isOne(in: 30) ? [generator.pick(Self.hints)] : []
            let wrong = generator.pick([
                nil, nil, "Bearer", "Bearer x", "Bearer \(token)x", "Basic YTpi", "bearer " + token.dropLast(),
            ])
            let answer = try ask(method, target, fields: fields + (wrong.map { [("Authorization", $0)] } ?? []))
            #expect(!answer.body.contains(Self.marker), "\(method) \(target)")
            let isRefused = [400, 401, 403, 404, 405].contains(answer.status)
            #expect(isRefused || Self.isRoot(target) || Self.isConsole(target), "\(answer.status) \(method) \(target)")
            fields.append(("Authorization", "Bearer \(token)"))
            if try ask(method, target, fields: fields).body.contains(Self.marker) { reached += 1 }
        }
        // Enough of them do mean the same, and lead there with a token.
        #expect(reached > Self.count / 50, "\(reached)")
    }

    @Test(arguments: 2..<4)
    func getsNoTokenWithoutCredentials(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let form = "grant_type=client_credentials"
        var reached = 0
        for _ in 0..<Self.count {
            let method = generator.pick(["POST", "POST", "GET", "PUT", "OPTIONS", "post"])
            let target = Self.target(generator.pick(["/oauth/token", "/gw/oauth/token"]), &generator)
            let fields = generator.isOne(in: 30) ? [generator.pick(Self.hints)] : []
            let answer = try ask(method, target, fields: fields, body: form)
            #expect(!answer.body.contains("access_token"), "\(method) \(target)")
            let isRefused = answer.status == 204 && method == "OPTIONS" || answer.status >= 400
            #expect(isRefused || Self.isRoot(target) || Self.isConsole(target), "\(answer.status) \(method) \(target)")
            if try ask(method, target, fields: fields + [TestGateway.basic], body: form).body.contains("access_token") {
                reached += 1
            }
        }
        #expect(reached > Self.count / 50, "\(reached)")
    }

    /// The senders, each from a foreign page or under a foreign name.
    private static let foreigners: [(host: String, fields: [(String, String)])] = [
        ("evil.example", []), ("localhost.evil.example:8080", []), ("localhost", [("Origin", "https://evil.example")]),
        ("localhost", [("Origin", "null")]), ("127.0.0.1", [("Sec-Fetch-Site", "cross-site")]),
        ("[::1]", [("Sec-Fetch-Site", "same-site")]), ("localhost", [("Origin", "http://127.0.0.1")]), ("", []),
    ]

    @Test(arguments: 4..<6)
    func leadsNobodyElseToTheControlInterface(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let (_, refreshToken) = try gateway.userTokens()
        let before = try state()
        var opened = 0
        var reached = 0
        for _ in 0..<Self.count {
            let method = generator.pick(Self.methods)
            let place = generator.pick([
                "settings", "settings", "clock", "reset", "requests", "tokens", "clients/x", "faults", "health",
                "ca.pem",
            ])
            let path = PathSpelling.spell("/__admin/\(place)", &generator)
            let foreigner = generator.pick(Self.foreigners)
            let isAbsolute = foreigner.fields.isEmpty && generator.isOne(in: 20)
            let target = isAbsolute ? "http://evil.example" + path : path
            let fields = foreigner.fields + (generator.isOne(in: 30) ? [generator.pick(Self.hints)] : [])
            let body = generator.pick([
                #"{"offset": "1h"}"#, #"{"freeze": "now"}"#, #"{"faults": [{"status": 503}]}"#, "{}", "",
            ])
            let answer = try ask(
                method,
                target,
                fields: fields,
                body: body,
                host: isAbsolute ? "localhost" : foreigner.host
            )
            if answer.status < 400, !Self.isRoot(target) {
                opened += 1
                #expect(["GET", "HEAD"].contains(method), "\(method) \(target)")
                #expect(
                    [#"{"status":"ok"}"#, "the certificate"].contains(answer.body),
                    "\(method) \(target): \(answer.body)"
                )
            }
            #expect(
                answer["Access-Control-Allow-Origin"] == nil || !answer.body.contains("offset"),
                "\(method) \(target)"
            )
            // What is spelt so leads there from its own host: asked of a gateway that may change.
            if place == "settings", try ask("GET", path, fields: []).status == 200 { reached += 1 }
        }
        #expect(try state() == before)
        #expect(try gateway.token("grant_type=refresh_token&refresh_token=\(refreshToken)").status == 200)
        #expect(opened > 20 && reached > 30, "\(opened) \(reached)")
    }

    private func state() throws -> [String] {
        try ["settings", "faults", "clients"].map { try gateway.control("GET", $0).body }
    }
}
