import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// Clients with their own settings, secret and clock.
struct ClientTests {
    let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func put(_ id: String, _ body: String) throws -> TestAnswer {
        try gateway.control("PUT", "clients/\(id)", body: body)
    }

    @Test func isJudgedByItsOwnSettings() throws {
        #expect(try put("ahead", #"{"offset": "200ms"}"#).status == 201)
        #expect(try put("forgiven", #"{"offset": "200ms", "tolerance": "200ms"}"#).status == 201)
        let answers = try ["ahead", "forgiven", "nobody"].map { client in
            try gateway.summary(try gateway.accessToken(client: client))
        }
        #expect(answers.map(\.status) == [401, 200, 200])
        #expect(answers[0]["X-Mock-Gateway-Reason"]?.contains("ahead_ms=200; tolerance_ms=0") == true)
    }

    /// What a client leaves out follows the global setting, as that changes.
    @Test func followsWhatItLeavesOut() throws {
        _ = try put("c", #"{"tolerance": "100ms"}"#)
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "150ms"}"#)
        let token = try gateway.accessToken(client: "c")
        #expect(try gateway.summary(token).status == 401)
        gateway.clock.advance(.milliseconds(49))
        #expect(try gateway.summary(token).status == 401)
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.summary(token).status == 200)
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": "5s"}"#)
        let fresh = try gateway.accessToken(client: "c")
        #expect(try gateway.summary(fresh).status == 401)
        _ = try gateway.control("PATCH", "clients/c", body: #"{"tolerance": "150ms"}"#)
        #expect(try gateway.summary(fresh).status == 200)
    }

    /// A token that only claims to be of a client that is forgiven much is forgiven nothing.
    @Test func judgesOnlyWhatIsSigned() throws {
        _ = try put("lenient", #"{"tolerance": "1h"}"#)
        let forged = TestGateway.sign(
            #"{"client_id":"lenient","iat":1767323046,"exp":1767409445}"#,
            key: Array("another key of thirty-two bytes!".utf8)
        )
        let refused = try gateway.summary(forged)
        #expect(refused["X-Mock-Gateway-Reason"] == "signature")
        let entry = try gateway.control("GET", "requests").json?["requests"]?.array?.first
        #expect(entry?["client"] == .null && entry?["toleranceMs"] == 0)
        let signed = TestGateway.sign(#"{"client_id":"lenient","iat":1767323046,"exp":1767409445}"#)
        #expect(try gateway.summary(signed).status == 200)
    }

    @Test func hasItsOwnClock() throws {
        _ = try put("frozen", #"{"clock": {"freeze": "2030-01-01T00:00:00Z"}, "tokenLifetime": "1h"}"#)
        let token = try gateway.accessToken(client: "frozen")
        gateway.clock.advance(.seconds(7200))
        let good = try gateway.summary(token)
        #expect(good.status == 200 && good["Date"] == "Tue, 01 Jan 2030 00:00:00 GMT")
        #expect(try gateway.control("POST", "clients/frozen/clock", body: #"{"advance": "3599999ms"}"#).status == 200)
        #expect(try gateway.summary(token).status == 200)
        let clock = try gateway.control("POST", "clients/frozen/clock", body: #"{"advance": "1ms"}"#)
        #expect(clock.json?["gatewayNow"] == "2030-01-01T01:00:00.000Z")
        #expect(try gateway.summary(token)["X-Mock-Gateway-Reason"] == "expired; ago_ms=0; tolerance_ms=0")
        // Nobody else has noticed.
        #expect(try gateway.summary(try gateway.accessToken()).status == 200)
        _ = try gateway.control("PATCH", "clients/frozen", body: #"{"clock": null}"#)
        #expect(try gateway.summary(token)["X-Mock-Gateway-Reason"]?.hasPrefix("iat_in_future") == true)
    }

    @Test(arguments: [
        ("right", 200), ("wrong", 400), ("", 400), ("right ", 400), ("Right", 400),
    ])
    func checksItsSecret(secret: String, status: Int) throws {
        _ = try put("c", #"{"secret": "right"}"#)
        let answer = try gateway.token(client: "c", secret: secret)
        #expect(answer.status == status)
        if status == 400 { #expect(answer.json?["error_description"] == "authentication failed") }
    }

    /// RFC 6749 §2.3.1 has id and secret form-encoded; the SDKs send them raw.
    @Test func takesSecretsRawAndEncoded() throws {
        _ = try put("a%20b", #"{"secret": "p+q %"}"#)
        #expect(try put("a%20b", "{}").status == 400)
        _ = try put("a+b", #"{"secret": "p+q %"}"#)
        #expect(try gateway.token(client: "a+b", secret: "p+q %").status == 200)
        #expect(try gateway.token(client: "a%2Bb", secret: "p%2Bq+%25").status == 200)
        #expect(try gateway.token(client: "a+b", secret: "p q %").status == 400)
        let token = try gateway.token(client: "a%2Bb", secret: "p%2Bq+%25").json?["access_token"]?.string ?? ""
        let inspection = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#)
        #expect(inspection.json?["claims"]?["client_id"] == "a+b")
    }

    @Test func refusesOthersWhenClosed() throws {
        let gateway = try TestGateway { $0.refusesUnknownClients = true }
        #expect(try gateway.token().json?["error_description"] == "client not found")
        #expect(
            try gateway.get("/oauth/authorize?client_id=x&redirect_uri=http://a/&response_type=code", token: nil)
                .status == 400
        )
        _ = try gateway.control("PUT", "clients/mock-client", body: #"{"secret": "mock-secret"}"#)
        #expect(try gateway.token().status == 200)
    }

    @Test(arguments: [
        ("http://localhost/cb", 302), ("http://localhost/cb/", 400), ("http://localhost/cb?x=1", 400),
        ("http://localhost/CB", 400), ("http://localhost:80/cb", 400), ("app:/done", 302),
    ])
    func comparesAddressesExactly(address: String, status: Int) throws {
        _ = try put("c", #"{"redirectUris": ["http://localhost/cb", "app:/done"]}"#)
        let encoded = address.replacing("?", with: "%3F").replacing("=", with: "%3D")
        let answer = try gateway.get(
            "/oauth/authorize?client_id=c&response_type=code&redirect_uri=\(encoded)",
            token: nil
        )
        #expect(answer.status == status)
        #expect(try gateway.get("/logout?client_id=c&redirect_uri=\(encoded)", token: nil).status == status)
    }

    @Test func goesWhenItsTimeIsUp() throws {
        _ = try put("c", #"{"secret": "right", "offset": "1h", "expiresAfter": "10s", "clock": {"freeze": "now"}}"#)
        gateway.clock.advance(.milliseconds(9999))
        #expect(try gateway.token(client: "c", secret: "wrong").status == 400)
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.token(client: "c", secret: "wrong").status == 200)
        #expect(try gateway.control("GET", "clients/c").json?["configured"] == false)
        // Nothing is left of it but what it did.
        #expect(try gateway.control("PATCH", "clients/c", body: "{}").status == 404)
    }

    @Test func isShownWithoutItsSecret() throws {
        let made = try put("c", #"{"secret": "a-secret", "redirectUris": ["app:/x"], "tolerance": "1s"}"#)
        let json = try #require(made.json)
        #expect(json["id"] == "c" && json["hasSecret"] == true && json["redirectUris"] == ["app:/x"])
        #expect(json["tolerance"] == "1s" && json["offset"] == nil && json["configured"] == true)
        #expect(json["effective"]?["offset"] == "0ms" && json["effective"]?["toleranceMs"] == 1000)
        #expect(!made.body.contains("a-secret"))
        _ = try gateway.token(client: "c", secret: "a-secret")
        let list = try gateway.control("GET", "clients")
        #expect(list.json?["clients"]?.array?.count == 1 && !list.body.contains("a-secret"))
        #expect(try put("c", "{}").status == 200)
        #expect(try gateway.control("GET", "clients/c").json?["hasSecret"] == false)
        #expect(try gateway.control("DELETE", "clients/c").status == 200)
        #expect(try gateway.control("DELETE", "clients/c").status == 404)
    }

    /// All or nothing, and the key at fault is named.
    @Test(
        arguments: [
            (#"{"offset": "soon"}"#, "offset", "offset: soon is no duration"),
            (#"{"offset": "1s", "tolerance": "-1ms"}"#, "tolerance", "0ms or more"),
            (#"{"offset": "1s", "colour": 1}"#, "colour", "colour: is no key here; allowed: secret"),
            (#"{"secret": 7}"#, "secret", "secret: is no text"), (#"{"secret": ""}"#, "secret", "not empty"),
            (#"{"redirectUris": ["/cb"]}"#, "redirectUris", "is no address"),
            (#"{"redirectUris": [1]}"#, "redirectUris", "something else than strings"),
            (#"{"clock": "stopped"}"#, "clock", "clock: is no JSON object"),
            (#"{"clock": {"freeze": "soon"}}"#, "clock.freeze", "is no instant"),
            (#"{"clock": {}}"#, "clock", "is no clock"), (#"{"expiresAfter": "0s"}"#, "expiresAfter", "1ms or more"),
            (#"{"variant": "none"}"#, "variant", "is no variant of any fixture"),
            (#"{"offset": true}"#, "offset", "is no setting"),
            (#"{"rateLimit": "fast"}"#, "rateLimit", "300/min"), ("[]", nil, "the body is no JSON object"),
            ("{", nil, "the body is no JSON"),
        ] as [(String, String?, String)]
    )
    func refusesDefinitions(body: String, key: String?, message: String) throws {
        _ = try put("c", #"{"offset": "7ms"}"#)
        for method in ["PUT", "PATCH"] {
            let answer = try gateway.control(method, "clients/c", body: body)
            #expect(answer.status == 400)
            #expect(answer.json?["key"]?.string == key)
            #expect(answer.json?["error"]?.string?.contains(message) == true)
        }
        #expect(try gateway.control("GET", "clients/c").json?["offset"] == "7ms")
    }

    @Test(arguments: ["%C3%A9", "a%20b", String(repeating: "x", count: 257)])
    func refusesIDs(id: String) throws {
        let answer = try put(id, "{}")
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.string?.contains("visible ASCII") == true)
    }

    @Test func readsThemFromAFile() throws {
        let text = #"{"a": {"secret": "s", "offset": "200ms"}, "b": {"clock": "live"}}"#
        let clients = try Client.all(in: try JSONParser.parse(Array(text.utf8)))
        #expect(clients.map(\.id) == ["a", "b"])
        let broken = try JSONParser.parse(Array(#"{"a": {"tolerance": "-1s"}}"#.utf8))
        let error = #expect(throws: InputError.self) { try Client.all(in: broken) }
        #expect(error?.message == "clients.a.tolerance: -1s is negative; allowed: 0ms or more")
    }

    /// A reset brings back those that were configured, as they were, and takes away the others.
    @Test func resets() throws {
        let text = #"{"kept": {"offset": "200ms"}}"#
        let clients = try Client.all(in: try JSONParser.parse(Array(text.utf8)))
        let gateway = try TestGateway { $0.definitions.clients = clients }
        _ = try gateway.control("PUT", "clients/made", body: "{}")
        _ = try gateway.control("PATCH", "clients/kept", body: #"{"offset": "0ms"}"#)
        #expect(try gateway.summary(try gateway.accessToken(client: "kept")).status == 200)
        _ = try gateway.control("POST", "reset")
        #expect(try gateway.control("GET", "clients/made").status == 404)
        #expect(try gateway.summary(try gateway.accessToken(client: "kept")).status == 401)
    }

    /// A reset is as at the start: what removed itself is back, for as long.
    @Test func beginsItsTimeAnew() throws {
        let text = #"{"c": {"secret": "right", "expiresAfter": "10s"}}"#
        let clients = try Client.all(in: try JSONParser.parse(Array(text.utf8)))
        let gateway = try TestGateway { $0.definitions.clients = clients }
        gateway.clock.advance(.seconds(10))
        #expect(try gateway.token(client: "c", secret: "wrong").status == 200)
        _ = try gateway.control("POST", "reset")
        gateway.clock.advance(.milliseconds(9_999))
        #expect(try gateway.token(client: "c", secret: "wrong").status == 400)
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.token(client: "c", secret: "wrong").status == 200)
    }

    /// RFC 9700 §4.8.2: a verifier proves nothing if no challenge was given.
    @Test func acceptsNoVerifierWithoutChallenge() throws {
        _ = try put("p", #"{"secret": "top", "redirectUris": ["http://x/cb"]}"#)
        let target = "/oauth/authorize?client_id=p&redirect_uri=http%3A%2F%2Fx%2Fcb&response_type=code"
        let location = try #require(try gateway.get(target, token: nil)["Location"])
        let code = location.split(separator: "=").last ?? ""
        let verifier = String(repeating: "v", count: 43)
        let form =
            "grant_type=authorization_code&code=\(code)&redirect_uri=http%3A%2F%2Fx%2Fcb&code_verifier=\(verifier)"
        let answer = try gateway.send("POST", "/oauth/token", body: form + "&client_id=p")
        #expect(answer.json?["error"] == "invalid_grant")
    }
}
