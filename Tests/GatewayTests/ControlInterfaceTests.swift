import Gateway
import JSON
import JWT
import Policy
import TestSupport
import Testing

@Suite struct ControlInterfaceTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    @Test func healthIsOpenToAll() throws {
        for host in ["localhost", "evil.example"] {
            let answer = try gateway.send(
                "GET",
                "/__admin/health",
                fields: [("Origin", "https://evil.example")],
                host: host
            )
            #expect(answer.status == 200)
            #expect(answer.body == #"{"status":"ok"}"#)
        }
    }

    @Test func showsSettings() throws {
        let json = try #require(try gateway.control("GET", "settings").json)
        #expect(
            json.text
                == #"{"offset": "0ms", "offsetMs": 0, "tolerance": "0ms", "toleranceMs": 0, "tokenLifetime": "24h", "tokenLifetimeMs": 86400000, "expiresIn": 86400, "timestampPrecision": "milliseconds", "drift": "0ppm", "offsetSteps": null, "jitter": "0ms", "jitterMs": 0, "jitterSeed": 0, "offsetTtl": null, "offsetTtlMs": null, "iatRounding": "floor", "backdate": "0ms", "backdateMs": 0, "nodes": null, "nodeChoice": "round-robin", "nodeSeed": 0, "validator": "strict", "rateLimit": null, "stormLimit": null, "refreshReuse": "revoke", "refreshReuseInterval": "0ms", "refreshReuseIntervalMs": 0, "loginPage": false, "corsCredentials": false, "journalDetail": "off", "clock": {"mode": "live", "gatewayNow": "2026-01-02T03:04:05.000Z", "issuerNow": "2026-01-02T03:04:05.000Z", "trueNow": "2026-01-02T03:04:05.000Z", "offsetMs": 0, "elapsedMs": 0}}"#
        )
    }

    @Test func patchesSettings() throws {
        let answer = try gateway.control(
            "PATCH",
            "settings",
            body:
                #"{"offset": "-1.5s", "tolerance": 5000, "tokenLifetime": "1h30m", "expiresIn": "60s", "timestampPrecision": "seconds"}"#
        )
        #expect(answer.status == 200)
        let json = try #require(answer.json)
        #expect(json["offsetMs"] == -1500 && json["offset"] == "-1.5s")
        #expect(json["toleranceMs"] == 5000 && json["tolerance"] == "5s")
        #expect(json["tokenLifetimeMs"] == 5_400_000)
        #expect(json["expiresIn"] == 60)
        #expect(json["timestampPrecision"] == "seconds")
        #expect(json["clock"]?["issuerNow"] == "2026-01-02T03:04:03.500Z")
        #expect(try gateway.control("GET", "settings").json == json)
    }

    @Test(arguments: [("1e3", 1000), ("200.0", 200), ("-15e1", -150)])
    func takesNumbersHoweverTheyAreWritten(number: String, milliseconds: Int) throws {
        #expect(
            try gateway.control("PATCH", "settings", body: #"{"offset": \#(number)}"#).json?["offsetMs"]
                == JSONValue(milliseconds)
        )
    }

    /// All of the named settings, or none; and the error names the one at fault.
    @Test(
        arguments: [
            (
                #"{"offset": "1s", "tolerance": "-5ms"}"#, "tolerance",
                "tolerance: -5ms is negative; allowed: 0ms or more"
            ),
            (#"{"offset": "1s", "offest": "2s"}"#, "offest", "offest: is no key here; allowed: offset, tolerance"),
            (#"{"offset": "1 s"}"#, "offset", "offset: 1 s is no duration; allowed: a duration such as 200ms"),
            (#"{"offset": "0.5ms"}"#, "offset", "offset: 0.5ms is finer than a millisecond"),
            (#"{"offset": 0.25}"#, "offset", "finer than a millisecond"),
            (#"{"offset": "88000h"}"#, "offset", "offset: 88000h is longer than 10 years"),
            (#"{"offset": true}"#, "offset", "offset: true is no setting"),
            (#"{"offset": null}"#, "offset", "offset: null unsets nothing"),
            (#"{"offset": 1e400}"#, "offset", "offset: 1e400 is no duration"),
            (#"{"tokenLifetime": "0s"}"#, "tokenLifetime", "allowed: 1ms or more"),
            (#"{"tokenLifetime": "-1s"}"#, "tokenLifetime", "allowed: 1ms or more"),
            (#"{"expiresIn": 1.5}"#, "expiresIn", "expiresIn: 1.5 is 1.5s, not whole seconds"),
            (#"{"expiresIn": "1500ms"}"#, "expiresIn", "expiresIn: 1500ms is not whole seconds"),
            (#"{"expiresIn": "-1s"}"#, "expiresIn", "is negative"),
            (#"{"timestampPrecision": "hours"}"#, "timestampPrecision", "allowed: milliseconds or seconds"),
            (
                #"{"offsetMs": 5}"#, "offsetMs",
                "offsetMs: 5 contradicts what is in force; allowed: 0, or no such key; offset sets it"
            ),
            (#"{"offset": "1s", "offsetMs": 0}"#, "offsetMs", "allowed: 1000, or"),
            (#"{"clock": {}}"#, "clock", "allowed: POST /__admin/clock sets it"),
            (#"{"clock": {"mode": "frozen"}}"#, "clock.mode", "allowed: live, or"),
            (#"{"clock": {"mode": "live", "hands": 2}}"#, "clock.hands", "is no key here"),
            ("[]", nil, "the body is no JSON object"),
            ("", nil, "the body is no JSON: line 1, column 1"),
            (#"{"offset": "1s""#, nil, "the body is no JSON"),
            (#"{"offset": "1s", "offset": "2s"}"#, nil, #"the key "offset" stands twice"#),
        ] as [(String, String?, String)]
    )
    func refusesSettings(body: String, key: String?, message: String) throws {
        let before = try gateway.control("GET", "settings").body
        let answer = try gateway.control("PATCH", "settings", body: body)
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.string?.contains(message) == true, "\(answer.body)")
        #expect(answer.json?["key"]?.string == key)
        #expect(try gateway.control("GET", "settings").body == before)
    }

    @Test func freezesAdvancesAndResumes() throws {
        let start = try gateway.control("POST", "clock", body: #"{"freeze": "now"}"#)
        #expect(start.json?["mode"] == "frozen")
        gateway.clock.advance(.seconds(5))
        let token = try gateway.accessToken()
        #expect(try gateway.control("GET", "settings").json?["clock"]?["gatewayNow"] == "2026-01-02T03:04:05.000Z")
        #expect(try gateway.control("GET", "settings").json?["clock"]?["trueNow"] == "2026-01-02T03:04:10.000Z")
        let later = try gateway.control("POST", "clock", body: #"{"advance": "24h"}"#)
        #expect(later.json?["gatewayNow"] == "2026-01-03T03:04:05.000Z")
        #expect(try gateway.summary(token)["X-Mock-Gateway-Reason"] == "expired; ago_ms=0; tolerance_ms=0")
        #expect(try gateway.control("POST", "clock", body: #"{"advance": -1}"#).status == 200)
        #expect(try gateway.summary(token).status == 200)
        let live = try gateway.control("POST", "clock", body: #"{"resume": true}"#)
        #expect(live.json?["mode"] == "live" && live.json?["gatewayNow"] == "2026-01-02T03:04:10.000Z")
    }

    @Test func freezesAtAnInstantAndAdvancesInOneCall() throws {
        let answer = try gateway.control(
            "POST",
            "clock",
            body: #"{"freeze": "2030-06-01T12:00:00.900+02:00", "advance": "100ms"}"#
        )
        #expect(answer.json?["gatewayNow"] == "2030-06-01T10:00:01.000Z")
        gateway.clock.advance(.nanoseconds(999_999))
        let now = try gateway.control("POST", "clock", body: #"{"freeze": "now"}"#)
        #expect(now.json?["gatewayNow"] == "2030-06-01T10:00:01.000Z", "now is the gateway's own")
    }

    @Test(
        arguments: [
            ("{}", nil), (#"{"advance": "1s"}"#, "advance"), (#"{"resume": false}"#, "resume"),
            (#"{"resume": true, "freeze": "now"}"#, "resume"),
            (#"{"freeze": "yesterday"}"#, "freeze"), (#"{"freeze": 5}"#, "freeze"),
            (#"{"freeze": "2026-02-30T00:00:00Z"}"#, "freeze"),
            (#"{"freeze": "2026-01-01T00:00:00.1234Z"}"#, "freeze"),
            (#"{"freeze": "1989-12-31T23:59:59.999Z"}"#, "freeze"),
            (#"{"freeze": "now", "advance": "x"}"#, "advance"),
            (#"{"freeze": "9899-12-31T00:00:00Z", "advance": "1ms"}"#, "advance"),
            (#"{"freeze": "now", "advance": true}"#, "advance"), (#"{"stop": true}"#, "stop"),
        ] as [(String, String?)]
    )
    func refusesClocks(body: String, key: String?) throws {
        let answer = try gateway.control("POST", "clock", body: body)
        #expect(answer.status == 400)
        #expect(answer.json?["key"]?.string == key)
        #expect(try gateway.control("GET", "settings").json?["clock"]?["mode"] == "live")
    }

    /// The ends of the range, where no sum may overflow what a token can say.
    @Test(arguments: ["1990-01-01T00:00:00Z", "9899-12-31T00:00:00Z"])
    func worksAtTheEndsOfTime(instant: String) throws {
        for offset in ["87600h", "-87600h"] {
            _ = try gateway.control(
                "PATCH",
                "settings",
                body: #"{"offset": "\#(offset)", "tolerance": "87600h", "tokenLifetime": "87600h"}"#
            )
            #expect(try gateway.control("POST", "clock", body: #"{"freeze": "\#(instant)"}"#).status == 200)
            #expect(try gateway.summary(try gateway.accessToken()).status == 200)
        }
    }

    @Test func resets() throws {
        let tokens = try gateway.userTokens()
        let code = try gateway.control("POST", "tokens", body: #"{"code": true}"#).json?["code"]?.string ?? ""
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1h", "tolerance": "1s"}"#)
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "2030-01-01T00:00:00Z"}"#)
        let answer = try gateway.control("POST", "reset")
        #expect(answer.status == 200)
        #expect(
            answer.json?["offsetMs"] == 0 && answer.json?["toleranceMs"] == 0
                && answer.json?["clock"]?["mode"] == "live"
        )
        #expect(
            try gateway.token("grant_type=refresh_token&refresh_token=\(tokens.refresh)").json?["error"]
                == "invalid_grant"
        )
        #expect(
            try gateway.token("grant_type=authorization_code&redirect_uri=x&code=\(code)").json?["error"]
                == "invalid_grant"
        )
    }

    @Test func resetsToWhatItWasStartedWith() throws {
        let gateway = try TestGateway { $0.definitions.settings.offset = .milliseconds(200) }
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": 0}"#)
        #expect(try gateway.control("POST", "reset").json?["offsetMs"] == 200)
    }

    // Minting and inspecting.

    @Test func mintsAnyClaims() throws {
        let answer = try gateway.control(
            "POST",
            "tokens",
            body: #"{"clientId": "c", "claims": {"iat": 1767323045.2, "nbf": null, "exp": 1e400, "extra": ["x"]}}"#
        )
        #expect(answer.json?.object?.keys == ["access_token", "token_type", "expires_in"])
        let token = answer.json?["access_token"]?.string ?? ""
        let inspected = try #require(
            try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        )
        #expect(inspected["claims"]?["exp"]?.number?.text == "1e400")
        #expect(
            inspected["claims"]?["nbf"] == nil && inspected["claims"]?["extra"] == ["x"]
                && inspected["claims"]?["client_id"] == "c"
        )
        #expect(
            inspected["verdict"] == "refused" && inspected["reason"] == "claim_invalid" && inspected["claim"] == "exp"
        )
        #expect(try gateway.summary(token)["X-Mock-Gateway-Reason"] == "claim_invalid; claim=exp")
    }

    /// Linear in the number of claims: as many as a body holds keep nobody waiting.
    @Test func mintsManyClaims() throws {
        let claims = (0..<60_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let answer = try gateway.control("POST", "tokens", body: "{\"claims\":{\(claims)}}")
        #expect(answer.status == 200)
    }

    @Test func mintsCodes() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1s"}"#)
        let answer = try gateway.control("POST", "tokens", body: #"{"code": true}"#)
        #expect(answer.json?.object?.keys == ["code", "expiresAt"])
        #expect(answer.json?["expiresAt"] == "2026-01-02T03:09:06.000Z")
    }

    @Test(arguments: [
        (#"{"clientId": ""}"#, "clientId"), (#"{"clientId": 7}"#, "clientId"), (#"{"claims": []}"#, "claims"),
        (#"{"code": false}"#, "code"),
        (#"{"code": true, "claims": {}}"#, "claims"), (#"{"redirectUri": "x"}"#, "redirectUri"),
        (#"{"code": true, "codeChallenge": "x"}"#, "codeChallenge"),
        (#"{"client": "x"}"#, "client"),
    ])
    func refusesToMint(body: String, key: String) throws {
        let answer = try gateway.control("POST", "tokens", body: body)
        #expect(answer.status == 400)
        #expect(answer.json?["key"]?.string == key)
    }

    @Test func explainsATokenFromTheFuture() throws {
        _ = try gateway.control(
            "PATCH",
            "settings",
            body: #"{"offset": "200ms", "tolerance": "50ms", "tokenLifetime": "1h"}"#
        )
        let token = try gateway.accessToken()
        let json = try #require(try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json)
        #expect(json["header"] == ["alg": "HS256", "typ": "JWT"])
        #expect(json["verdict"] == "refused" && json["reason"] == "iat_in_future")
        #expect(json["aheadMs"] == 200 && json["toleranceMs"] == 50 && json["healsInMs"] == 150)
        #expect(json["expiresInMs"] == 3_600_250)
        #expect(json["clock"]?["issuerNow"] == "2026-01-02T03:04:05.200Z")
        gateway.clock.advance(.milliseconds(150))
        let healed = try #require(try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json)
        #expect(healed["verdict"] == "accepted" && healed["reason"] == .null && healed["healsInMs"] == nil)
    }

    /// What is said of a token here is what a request with it is told.
    @Test(arguments: ["abc", "e30.e30.e30", "eyJhbGciOiJIUzI1NiJ9.e30.e30"])
    func inspectsAnything(token: String) throws {
        let json = try #require(try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json)
        #expect(json["verdict"] == "refused")
        #expect(json["reason"]?.string == (try gateway.summary(token)["X-Mock-Gateway-Reason"]))
    }

    // Protection.

    @Test(arguments: ["localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:9", "[::1]", "[::1]:8080"])
    func admitsItsOwnNames(host: String) throws {
        #expect(try gateway.send("GET", "/__admin/settings", host: host).status == 200)
    }

    /// DNS rebinding: the name is the attacker's, the address is ours.
    @Test(arguments: [
        "evil.example", "localhost.evil.example", "evil.example:8080", "127.0.0.1.evil.example", "127.0.0.2", "[::2]",
        "localhost.",
    ])
    func refusesOtherNames(host: String) throws {
        let answer = try gateway.send("GET", "/__admin/settings", host: host)
        #expect(answer.status == 403)
        #expect(answer.json?["error"] != nil)
    }

    /// The authority of an absolute target counts, not the Host field beside it.
    @Test func looksAtTheEffectiveHost() throws {
        #expect(try gateway.send("GET", "http://evil.example/__admin/settings", host: "localhost").status == 403)
        #expect(try gateway.send("GET", "http://localhost/__admin/settings", host: "evil.example").status == 200)
    }

    @Test(arguments: [
        ("Sec-Fetch-Site", "cross-site", 403), ("Sec-Fetch-Site", "same-site", 403), ("Sec-Fetch-Site", "x", 403),
        ("Sec-Fetch-Site", "same-origin", 200),
        ("Sec-Fetch-Site", "none", 200), ("Origin", "http://localhost:8080", 200),
        ("Origin", "http://LOCALHOST:8080", 200),
        ("Origin", "http://localhost", 403), ("Origin", "https://localhost:8080", 403), ("Origin", "null", 403),
        ("Origin", "", 403),
        ("Origin", "http://evil.example", 403), ("Origin", "http://127.0.0.1:8080", 403),
    ])
    func refusesOtherSites(name: String, value: String, status: Int) throws {
        for (method, path) in [
            ("GET", "settings"), ("PATCH", "settings"), ("POST", "reset"), ("GET", "nothing"), ("OPTIONS", "settings"),
        ] {
            let answer = try gateway.send(
                method,
                "/__admin/\(path)",
                fields: [(name, value)],
                body: "{}",
                host: "localhost:8080"
            )
            #expect((answer.status == 403) == (status == 403))
            #expect(answer["Access-Control-Allow-Origin"] == nil)
        }
    }

    @Test func repeatedFieldsAreRefused() throws {
        for name in ["Sec-Fetch-Site", "Origin"] {
            let good = name == "Origin" ? "http://localhost" : "none"
            #expect(try gateway.send("GET", "/__admin/settings", fields: [(name, good)]).status == 200)
            #expect(try gateway.send("GET", "/__admin/settings", fields: [(name, good), (name, good)]).status == 403)
        }
    }

    /// The scheme is part of an origin: a page by http is another site than one by https.
    @Test func looksAtTheScheme() throws {
        for (origin, status) in [("https://localhost:8080", 200), ("http://localhost:8080", 403)] {
            let bytes = TestRequest.bytes(
                "GET",
                "/__admin/settings",
                fields: [("Origin", origin)],
                host: "localhost:8080"
            )
            #expect(try gateway.send(bytes, isSecure: true).status == status)
        }
    }

    /// An absolute target says the scheme, whatever the connection is.
    @Test(arguments: [
        ("https://localhost:8080", "https", 200), ("https://localhost:8080", "http", 403),
        ("http://localhost:8080", "http", 200),
    ])
    func looksAtTheSchemeOfTheTarget(target: String, origin: String, status: Int) throws {
        let fields = [("Origin", "\(origin)://localhost:8080")]
        #expect(try gateway.send("GET", "\(target)/__admin/settings", fields: fields).status == status)
    }

    @Test func handsOutTheCertificateOfItsCA() throws {
        #expect(try gateway.control("GET", "ca.pem").status == 404)
        let gateway = try TestGateway { $0.authorityPEM = Array("-----BEGIN".utf8) }
        let answer = try gateway.send("GET", "/__admin/ca.pem", host: "any.example")
        #expect(answer.status == 200 && answer.body == "-----BEGIN")
        #expect(answer["Content-Type"] == "application/x-pem-file")
        #expect(try gateway.send("POST", "/__admin/ca.pem")["Allow"] == "GET")
    }

    @Test func noSpellingGetsAroundIt() throws {
        for path in ["/__admin/settings", "/%5f_admin/settings", "/__admin/%73ettings", "/__adm%69n/settings?x"] {
            #expect(try gateway.send("GET", path, host: "evil.example").status == 403)
            #expect(try gateway.send("GET", path).status == 200)
        }
    }

    @Test func asksForItsToken() throws {
        let gateway = try TestGateway { $0.controlAccess = .token("sesame-open") }
        func status(_ authorization: String?) throws -> Int {
            try gateway.send(
                "GET",
                "/__admin/settings",
                fields: authorization.map { [("Authorization", $0)] } ?? [],
                host: "any.example"
            ).status
        }
        #expect(try status("Bearer sesame-open") == 200)
        #expect(try status("bearer sesame-open") == 200)
        for wrong in [
            nil, "Bearer", "Bearer ", "Bearer sesame-ope", "Bearer sesame-openx", "Basic sesame-open", "sesame-open",
        ] as [String?] {
            #expect(try status(wrong) == 401)
        }
        #expect(try gateway.send("GET", "/__admin/health").status == 200)
        let refused = try gateway.send("GET", "/__admin/settings")
        #expect(refused["WWW-Authenticate"]?.hasPrefix("Bearer ") == true)
        #expect(!refused.body.contains("sesame"))
    }

    @Test(arguments: [
        ("POST", "settings", "GET, PATCH"), ("GET", "clock", "POST"), ("DELETE", "reset", "POST"),
        ("PUT", "health", "GET"), ("GET", "tokens", "POST"),
    ])
    func namesTheMethodsItHas(method: String, path: String, allowed: String) throws {
        let answer = try gateway.control(method, path)
        #expect(answer.status == 405)
        #expect(answer["Allow"] == allowed)
    }

    @Test(arguments: ["/nothing", "/console", "/console/", "/settings/", "/Settings"])
    func knowsWhatItDoesNotHave(path: String) throws {
        #expect(try gateway.send("GET", "/__admin\(path)").status == 404)
    }

    @Test func takesAnyContentType() throws {
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/json"] {
            let answer = try gateway.send(
                "PATCH",
                "/__admin/settings",
                fields: [("Content-Type", type)],
                body: #"{"offset": 1}"#
            )
            #expect(answer.status == 200)
        }
    }
}
