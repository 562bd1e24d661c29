import HTTPMessages
import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway
@testable import Policy
@testable import Rules

/// Requests that fail on purpose.
struct FaultTests {
    let gateway: TestGateway
    let token: String

    init() throws {
        gateway = try TestGateway()
        token = try gateway.accessToken()
    }

    private func put(_ faults: String) throws {
        let answer = try gateway.control("PUT", "faults", body: #"{"faults": [\#(faults)]}"#)
        try #require(answer.status == 200, "\(answer.body)")
    }

    private func statuses(_ count: Int, _ path: String = TestGateway.summary) throws -> [Int] {
        try (0..<count).map { _ in try gateway.get(path, token: token).status }
    }

    @Test(arguments: [
        ("/api/v2/users/me", "/api/v2/users/me", true), ("/api/v2/users/me", "/api/v2/users", false),
        ("/api/v2/users/me", "/api/v2/users/me/", false), ("/api/v2/users/*", "/api/v2/users/me", true),
        ("/api/v2/users/*", "/api/v2/users/", false), ("/api/v2/users/*", "/api/v2/users/me/x", false),
        ("/api/v2/users/{id}", "/api/v2/users/me", true), ("/api/v2/**", "/api/v2/users/me", true),
        ("/api/v2/**", "/api/v2", false), ("/api/v2/**", "/api/v2/", true), ("/**", "/oauth/token", true),
        ("/", "/", true), ("/*/v2/users", "/api/v2/users", true), ("/api/v2/Users", "/api/v2/users", false),
    ])
    func matchesPaths(pattern: String, path: String, isMatch: Bool) throws {
        let pattern = try #require(PathPattern(pattern))
        #expect(pattern.matches(Array(path.utf8).span) == isMatch)
    }

    /// Faults are looked up by the segments that their paths begin with: each path finds all that match it, in order.
    @Test(arguments: [false, true])
    func findsEveryFaultOfAPath(isGivenOneByOne: Bool) throws {
        let patterns = [
            "/**", "/*/v2/users/me", "/api/**", "/api/v2/**", "/api/v2/users/*", "/api/v2/users/me",
            "/api/v2/users/me/**",
            "/api/{version}/users/me", "/oauth/token", "/api", "/api/v2/users", "/api/v2/user/**",
        ]
        let paths = [
            "/api/v2/users/me", "/api/v2/users/you", "/api/v2/users/me/x", "/api", "/api/", "/api/v2", "/oauth/token",
            "/x",
        ]
        let faults = patterns.enumerated().map { index, pattern in
            #"{"name": "f\#(index)", "path": "\#(pattern)", "status": 503, "next": 1}"#
        }
        let moment = Policy().moment(trueNow: NumericDate(seconds: 0))
        for path in paths {
            try put(isGivenOneByOne ? "" : faults.joined(separator: ", "))
            for fault in isGivenOneByOne ? faults : [] {
                try #require(try gateway.control("POST", "faults", body: fault).status == 201)
            }
            let bytes = Array(path.utf8)
            let expected = patterns.indices.filter { PathPattern(patterns[$0])?.matches(bytes.span) ?? false }
            var found: [String] = []
            while let strike = gateway.gateway.faults.strike(.get, bytes.span, client: nil, at: moment) {
                found.append(strike.name)
            }
            #expect(found == expected.map { "f\($0)" }, "\(path)")
        }
    }

    @Test(arguments: ["", "api", "/api/**/x"])
    func refusesPatterns(text: String) { #expect(PathPattern(text) == nil) }

    @Test(
        arguments: [
            (RuleLife(), [1, 2, 3, 4, 5, 6]), (RuleLife(nth: 2), [2]), (RuleLife(every: 3), [3, 6]),
            (RuleLife(next: 2), [1, 2]), (RuleLife(every: 2, next: 2), [2, 4]), (RuleLife(nth: 2, every: 3), []),
            (RuleLife(share: 0), []), (RuleLife(share: 1_000_000), [1, 2, 3, 4, 5, 6]),
        ] as [(RuleLife, [Int])]
    )
    func strikesAsOftenAsItShould(life: RuleLife, expected: [Int]) {
        var struck: [Int] = []
        for number in 1...6
        where life.applies(number: number, applied: struck.count, seed: 0, gatewayNow: NumericDate(seconds: 0)) {
            struck.append(number)
        }
        #expect(struck == expected)
    }

    /// A share is met closely, and the same seed chooses the same requests.
    @Test func sharesBySeed() {
        let life = RuleLife(share: 250_000)
        func struck(_ seed: UInt64) -> [Int] {
            (1...10_000).filter {
                life.applies(number: $0, applied: 0, seed: seed, gatewayNow: NumericDate(seconds: 0))
            }
        }
        #expect((2_350...2_650).contains(struck(1).count))
        #expect(struck(1) == struck(1) && struck(1) != struck(2))
    }

    @Test func endsAtAnInstantOfTheGateway() throws {
        try put(#"{"status": 503, "until": "2026-01-02T03:04:06.000Z"}"#)
        gateway.clock.advance(.milliseconds(999))
        #expect(try statuses(1) == [503])
        gateway.clock.advance(.milliseconds(1))
        #expect(try statuses(1) == [200])
    }

    @Test func endsByItself() throws {
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "now"}"#)
        try put(#"{"status": 503, "ttl": "10s"}"#)
        gateway.clock.advance(.milliseconds(9_999))
        #expect(try statuses(1) == [503])
        gateway.clock.advance(.milliseconds(1))
        #expect(try statuses(1) == [200])
        #expect(try gateway.control("GET", "faults").json?["faults"]?.array?.first?["spent"] == true)
    }

    /// The status, the code, and that it is the documented shape.
    @Test(arguments: [
        (400, "bad.request"), (403, "not.authorized"), (404, "not.found"), (408, "request.timeout"),
        (409, "conflict"), (429, "too.many.requests"), (500, "internal.server.error"), (502, "bad.gateway"),
        (503, "service.unavailable"), (504, "request.timeout"), (599, "status.599"),
    ])
    func answersInTheRealShape(status: Int, code: String) throws {
        try put(#"{"status": \#(status)}"#)
        let answer = try gateway.summary(token)
        #expect(answer.status == status)
        let json = try #require(answer.json)
        #expect(json.object?.keys == ["message", "code", "status", "contextId", "details", "errors"])
        #expect(json["code"]?.string == code && json["status"] == JSONValue(status))
        #expect(json["contextId"]?.string == answer["ININ-Correlation-Id"])
    }

    @Test func tellsWhenToComeBack() throws {
        try put(#"{"status": 429, "retryAfter": "7s"}"#)
        let answer = try gateway.summary(token)
        #expect(answer["Retry-After"] == "7" && answer["inin-ratelimit-reset"] == "7")
        #expect(answer["inin-ratelimit-count"] == "301" && answer["inin-ratelimit-allowed"] == "300")
        #expect(answer.json?["message"]?.string?.contains("[7] seconds") == true)
        try put(#"{"status": 429}"#)
        #expect(try gateway.summary(token)["Retry-After"] == "1")
        try put(#"{"status": 429, "retryAfter": "none"}"#)
        #expect(try gateway.summary(token)["Retry-After"] == nil)
        try put(#"{"status": 503, "retryAfter": "2s"}"#)
        #expect(try gateway.summary(token)["Retry-After"] == "2")
    }

    @Test func namesMissingPermissions() throws {
        try put(#"{"status": 403, "permissions": ["routing:queue:view", "analytics:x:view"]}"#)
        let json = try gateway.summary(token).json
        #expect(json?["code"] == "missing.permissions")
        #expect(json?["message"]?.string?.hasSuffix("permission(s): routing:queue:view, analytics:x:view") == true)
    }

    /// The 401 of a fault is the payload byte by byte, and says that a fault made it.
    @Test func refusesGoodTokens() throws {
        try put(#"{"name": "once", "status": 401, "next": 1}"#)
        let answer = try gateway.summary(token)
        #expect(answer.status == 401 && answer.body == FixtureSet.unauthorized)
        #expect(answer["X-Mock-Gateway-Reason"] == "fault; name=once")
        #expect(answer["WWW-Authenticate"]?.contains("invalid_token") == true)
        #expect(try gateway.summary(token).status == 200)
    }

    @Test func strikesTheTokenEndpointBeforeItActs() throws {
        let tokens = try gateway.userTokens()
        try put(
            #"{"path": "/oauth/token", "error": "rate_limit", "next": 1}, {"path": "/oauth/token", "status": 503, "next": 1}"#
        )
        let form = "grant_type=refresh_token&refresh_token=\(tokens.refresh)"
        let limited = try gateway.token(form)
        #expect(limited.status == 400 && limited.json?["error"] == "invalid_request")
        #expect(limited.json?["error_description"]?.string?.hasPrefix("rate limit exceeded;") == true)
        #expect(try gateway.token(form).status == 503)
        // The refresh token has not been spent.
        #expect(try gateway.token(form).status == 200)
    }

    @Test func deniesOnDemand() throws {
        try put(#"{"path": "/oauth/authorize", "error": "access_denied", "description": "no", "next": 1}"#)
        let target = "/oauth/authorize?client_id=c&redirect_uri=http://a/cb&response_type=code&state=s"
        let answer = try gateway.get(target, token: nil)
        #expect(answer.status == 302)
        #expect(answer["Location"] == "http://a/cb?error=access_denied&error_description=no&state=s")
        #expect(try gateway.get(target, token: nil)["Location"]?.hasPrefix("http://a/cb?code=") == true)
    }

    @Test func isForOneClient() throws {
        try put(#"{"client": "struck", "status": 500}"#)
        #expect(try gateway.summary(try gateway.accessToken(client: "spared")).status == 200)
        #expect(try gateway.token(client: "struck").status == 500)
        _ = try gateway.control("DELETE", "faults")
        let token = try gateway.accessToken(client: "struck")
        try put(#"{"client": "struck", "status": 500}"#)
        #expect(try gateway.summary(token).status == 500)
        // A token that is not signed is nobody's.
        #expect(try gateway.summary(token + "x").status == 401)
    }

    @Test func isForOneMethodAndPath() throws {
        try put(#"{"method": "GET", "path": "/api/v2/routing/queues/*", "status": 500}"#)
        #expect(try statuses(1, "/api/v2/routing/queues/x") == [500])
        #expect(try statuses(1, "/api/v2/routing/queues") == [200])
        #expect(try statuses(1) == [200])
        // Neither the control interface nor the front page nor a preflight ever fails on purpose.
        try put(#"{"status": 500}"#)
        #expect(try gateway.control("GET", "faults").status == 200)
        #expect(try gateway.get("/", token: nil).status == 200)
        let preflight = try gateway.send(
            "OPTIONS",
            TestGateway.summary,
            fields: [("Origin", "http://x"), ("Access-Control-Request-Method", "GET")]
        )
        #expect(preflight.status == 204)
    }

    /// The first that strikes does; those before it have counted the request, those after it have not.
    @Test func goesInOrder() throws {
        try put(
            #"{"name": "a", "status": 500, "nth": 2}, {"name": "b", "path": "/api/v2/**", "status": 502, "next": 2}, {"name": "c", "path": "\#(TestGateway.summary)", "status": 503}"#
        )
        #expect(try statuses(5) == [502, 500, 502, 503, 503])
        let faults = try #require(try gateway.control("GET", "faults").json?["faults"]?.array)
        #expect(faults.map { $0["seen"] } == [5, 4, 2])
        #expect(faults.map { $0["applied"] } == [1, 2, 2])
        #expect(faults.map { $0["spent"] } == [true, true, false])
    }

    @Test(
        arguments: [
            (#""reset": true"#, Delivery.Manner.reset), (#""closeAfter": 20"#, .cut(after: 20)),
            (#""wrongLength": -5"#, .wrongLength(by: -5)), (#""malformedChunk": true"#, .malformedChunk),
            (#""drip": 100"#, .drip(bytesPerSecond: 100)), (#""silence": true"#, .silence),
        ] as [(String, Delivery.Manner)]
    )
    func breaksAnswersOnTheirWay(effect: String, manner: Delivery.Manner) throws {
        try put("{\(effect)}")
        let answer = try gateway.summary(token)
        #expect(answer.status == 200 && answer.delivery == Delivery(manner: manner))
        try put(#"{\#(effect), "delay": "50ms", "status": 503}"#)
        let both = try gateway.summary(token)
        #expect(both.status == 503 && both.delivery == Delivery(delay: .milliseconds(50), manner: manner))
        #expect(try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first?["fault"] == "fault-1")
    }

    @Test func spreadsDelays() throws {
        func delays(_ seed: Int) throws -> [Duration] {
            try put(#"{"delay": "100ms..900ms", "seed": \#(seed)}"#)
            return try (0..<200).map { _ in try #require(try gateway.summary(token).delivery).delay }
        }
        let first = try delays(7)
        #expect(first.allSatisfy { $0 >= .milliseconds(100) && $0 <= .milliseconds(900) })
        #expect(Set(first).count > 100)
        let again = try delays(7)
        let other = try delays(8)
        #expect(first == again && first != other)
    }

    @Test func addsAndRemovesOne() throws {
        let made = try gateway.control("POST", "faults", body: #"{"status": 500, "name": "mine"}"#)
        #expect(made.status == 201 && made.json?["name"] == "mine")
        #expect(try gateway.control("POST", "faults", body: #"{"status": 500, "name": "mine"}"#).json?["key"] == "name")
        #expect(try gateway.control("POST", "faults", body: #"{"status": 502}"#).status == 201)
        #expect(try gateway.control("GET", "faults/mine").json?["applied"] == 0)
        #expect(try gateway.control("DELETE", "faults/mine").status == 200)
        #expect(try gateway.control("DELETE", "faults/mine").status == 404)
        #expect(try statuses(1) == [502])
        #expect(try gateway.control("DELETE", "faults").json?["faults"] == [])
        #expect(try statuses(1) == [200])
    }

    @Test(
        arguments: [
            ("{}", "does nothing; allowed: one of status"), (#"{"status": 200}"#, "allowed: 400 to 599"),
            (#"{"status": 500, "error": "rate_limit"}"#, "error: contradicts status"),
            (#"{"reset": true, "drip": 1}"#, "drip: contradicts reset"), (#"{"drip": 0}"#, "allowed: 1 to"),
            (#"{"wrongLength": 0}"#, "is right"), (#"{"delay": "900ms..100ms"}"#, "is no delay"),
            (#"{"delay": "11m"}"#, "at most 10m"), (#"{"delay": "-1ms"}"#, "is no delay"),
            (#"{"status": 500, "share": 1.5}"#, "allowed: 0 to 1"), (#"{"status": 500, "path": "api"}"#, "is no path"),
            (#"{"status": 500, "method": "BREW"}"#, "is no method"), (#"{"status": 500, "every": 0}"#, "1 or more"),
            (#"{"status": 500, "until": "soon"}"#, "is no instant"), (#"{"error": "oops"}"#, "allowed: rate_limit"),
            (#"{"variant": "nope"}"#, "is no variant of any fixture"), (#"{"colour": 1}"#, "colour: is no key here"),
            (#"{"retryAfter": "1s", "reset": true}"#, "retryAfter: belongs to status"),
            (#"{"status": 429, "retryAfter": "1500ms"}"#, "not whole seconds"),
            (#"{"status": 500, "name": "a b"}"#, "is no name"),
        ]
    )
    func refusesDefinitions(fault: String, message: String) throws {
        try put(#"{"name": "stays", "status": 500}"#)
        for (method, body, prefix) in [
            ("PUT", #"{"faults": [{"status": 502}, \#(fault)]}"#, "faults[1]"), ("POST", fault, ""),
        ] {
            let answer = try gateway.control(method, "faults", body: body)
            #expect(answer.status == 400)
            let error = try #require(answer.json?["error"]?.string)
            #expect(error.contains(message) && (error.hasPrefix(prefix) || fault.contains("variant")), "\(error)")
        }
        #expect(try gateway.control("GET", "faults").json?["faults"]?.array?.map { $0["name"] } == ["stays"])
    }

    /// The short form and JSON are one.
    @Test(
        arguments: [
            (
                "GET /api/v2/** status=503 next=2",
                #"{"name":"fault-1","method":"GET","path":"/api/v2/**","status":503,"next":2}"#
            ),
            ("reset", #"{"name":"fault-1","reset":true}"#),
            (
                "delay=100ms..1s share=0.25 seed=7 name=slow client=c",
                #"{"name":"slow","client":"c","delay":"100ms..1000ms","share":0.25,"seed":7}"#
            ),
            (
                "/oauth/token error=rate_limit every=3",
                #"{"name":"fault-1","path":"/oauth/token","error":"rate_limit","every":3}"#
            ),
            ("status=403 permissions=a:b:c,d:e:f", #"{"name":"fault-1","status":403,"permissions":["a:b:c","d:e:f"]}"#),
            (#"{"closeAfter": 0, "nth": 3}"#, #"{"name":"fault-1","closeAfter":0,"nth":3}"#),
            (
                "status=429 ttl=1m until=2026-01-02T03:04:05Z",
                #"{"name":"fault-1","status":429,"retryAfter":"1s","until":"2026-01-02T03:04:05.000Z","ttl":"1m"}"#
            ),
        ]
    )
    func readsTheShortForm(text: String, json: String) throws {
        let fault = try FaultText.fault(text)
        let serialized = JSONValue.object(fault.json).serialized(.compact)
        #expect(String(decoding: serialized, as: UTF8.self) == json)
        // What is shown can be put back.
        #expect(try Fault(.object(fault.json), name: "x", origin: .start) == fault)
    }

    @Test(arguments: [
        ("", "does nothing"), ("status=500 status=502", "status: is there twice"), ("{", "is no JSON"),
        ("statsu=500", "statsu: is no key"), ("GET POST reset", "method: is there twice"),
    ])
    func refusesShortForms(text: String, message: String) {
        let error = #expect(throws: InputError.self) { try FaultText.fault(text) }
        #expect(error?.message.contains(message) == true)
    }

    /// However many there are for others.
    @Test func findsOneAmongMany() throws {
        let many = (0..<9_999).map { #"{"client": "client-\#($0)", "path": "/api/v2/x/\#($0)", "status": 500}"# }
        try put((many + [#"{"path": "/api/v2/users/*", "status": 502}"#]).joined(separator: ","))
        #expect(try statuses(1, "/api/v2/users/me") == [502])
        #expect(try gateway.control("POST", "faults", body: #"{"status": 500}"#).status == 400)
    }

    /// The journal calls it refused, and says why.
    @Test func tellsRefusalsOfItsOwn() throws {
        try put(#"{"name": "f", "status": 401}"#)
        _ = try gateway.summary(token)
        let entry = try gateway.control("GET", "requests?reason=fault").json?["requests"]?.array?.first
        #expect(entry?["verdict"] == "refused" && entry?["fault"] == "f" && entry?["client"] == "mock-client")
    }

    /// Only what replaces an answer keeps the endpoint from acting.
    @Test func losesAnswersToWhatWasDone() throws {
        let tokens = try gateway.userTokens()
        try put(#"{"path": "/oauth/token", "reset": true, "next": 1}"#)
        let form = "grant_type=refresh_token&refresh_token=\(tokens.refresh)"
        let lost = try gateway.token(form)
        #expect(lost.status == 200 && lost.delivery?.manner == .reset)
        #expect(try gateway.token(form).json?["error"] == "invalid_grant")
        #expect(try gateway.summary(tokens.access)["X-Mock-Gateway-Reason"] == "revoked")
    }

    /// A spent fault counts on, whatever becomes of the others.
    @Test func countsOnWhenSpent() throws {
        let mortal = #"{"name": "mortal", "status": 502, "nth": 1000, "ttl": "1s"}"#
        try put(#"{"name": "f", "status": 500, "next": 1}, {"name": "g", "status": 501, "next": 1}, \#(mortal)"#)
        var seen = [0, 0, 0]
        func expect(_ line: Int) throws {
            let names = ["f", "g", "mortal"]
            let counts = try names.map { try gateway.control("GET", "faults/\($0)").json?["seen"]?.number?.integer }
            #expect(counts == seen, "line \(line)")
        }
        #expect(try statuses(2) == [500, 501])
        seen = [2, 1, 0]
        try expect(#line)
        for change in [
            { _ = try gateway.control("POST", "faults", body: #"{"name": "more", "path": "/x", "reset": true}"#) },
            { _ = try gateway.control("DELETE", "faults/more") },
            { gateway.clock.advance(.seconds(1)) },
        ] as [() throws -> Void] {
            try change()
            #expect(try statuses(2) == [200, 200])
            seen = seen.map { $0 + 2 }
            try expect(#line)
        }
        // Many that are spent at once, too.
        for number in 0..<100 {
            _ = try gateway.control("POST", "faults", body: #"{"name": "n\#(number)", "status": 503, "next": 1}"#)
        }
        #expect(try statuses(101).last == 200)
        seen = seen.map { $0 + 101 }
        try expect(#line)
    }

    /// However many are spent, they strike no more.
    @Test func strikesNoMoreWhenSpent() throws {
        try put((0..<300).map { #"{"name": "f\#($0)", "status": 500, "next": 1}"# }.joined(separator: ","))
        #expect(try statuses(301) == [Int](repeating: 500, count: 300) + [200])
        let faults = try #require(try gateway.control("GET", "faults").json?["faults"]?.array)
        #expect(faults.count == 300 && faults.allSatisfy { $0["spent"] == true && $0["applied"] == 1 })
    }

    /// What skewed clients stumble over: a date by another clock, behind or ahead, or nothing that anybody can read.
    @Test(arguments: [
        ("date+30s", "Fri, 02 Jan 2026 03:04:35 GMT"), ("date-1h", "Fri, 02 Jan 2026 02:04:05 GMT"),
        ("date+999ms", "Fri, 02 Jan 2026 03:04:05 GMT"), ("text:soon", "soon"), ("text:", ""), ("text:-1", "-1"),
        ("7s", "7"),
    ])
    func saysWhenToComeBackInManyWays(retryAfter: String, field: String) throws {
        for path in [TestGateway.summary, "/oauth/token"] {
            try put(#"{"path": "\#(path)", "status": 503, "retryAfter": "\#(retryAfter)"}"#)
            let answer = try gateway.send(path == TestGateway.summary ? "GET" : "POST", path)
            #expect(answer.status == 503 && answer["Retry-After"] == field, "\(answer.fields)")
        }
        let shown = try gateway.control("GET", "faults").json?["faults"]?.array?.first
        #expect(shown?["retryAfter"]?.string == retryAfter)
        // What is shown means the same again.
        let written = shown?["retryAfter"]?.text ?? ""
        try put(#"{"path": "/oauth/token", "status": 503, "retryAfter": \#(written)}"#)
        #expect(try gateway.token()["Retry-After"] == field)
    }

    /// A date is told by the gateway's clock, wherever that stands.
    @Test func datesByTheGatewaysClock() throws {
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "2030-05-06T07:08:09.999Z"}"#)
        try put(#"{"status": 429, "retryAfter": "date+1s"}"#)
        #expect(try gateway.summary(nil)["Retry-After"] == "Mon, 06 May 2030 07:08:10 GMT")
    }

    /// A good token answer, but for what an SDK reads of it.
    @Test func changesGoodTokenAnswers() throws {
        try put(
            #"{"path": "/oauth/token", "tokenAnswer": {"expires_in": "3600", "token_type": null, "x": [1]}, "tokenAnswerWithout": ["refresh_token"]}"#
        )
        let answer = try gateway.userAnswer()
        #expect(answer.status == 200 && answer.json?["expires_in"] == "3600" && answer.json?["token_type"] == .null)
        #expect(answer.json?["refresh_token"] == nil && answer.json?["x"] == [1])
        #expect(try gateway.summary(answer.json?["access_token"]?.string).status == 200)
        // A refusal stays what it is.
        #expect(try gateway.token("grant_type=x").json?["error"] == "unsupported_grant_type")
        let shown = try gateway.control("GET", "faults").json?["faults"]?.array?.first
        #expect(shown?["tokenAnswer"]?["token_type"] == .null && shown?["tokenAnswerWithout"] == ["refresh_token"])
    }

    @Test func changesByOneLine() throws {
        let gateway = try TestGateway { configuration throws in
            let text = #"POST /oauth/token tokenAnswer={"expires_in":null} next=1"#
            try configuration.definitions.add(try FaultText.fault(text))
        }
        #expect(try gateway.token().json?["expires_in"] == .null)
        #expect(try gateway.token().json?["expires_in"] == 86_400)
    }

    @Test(arguments: [
        (#"{"path": "/__admin/health", "status": 503}"#, "is of the control interface, which never fails on purpose"),
        (#"{"path": "/__admin", "status": 503}"#, "is of the control interface"),
        (#"{"path": "/__admin/**", "delay": "1s"}"#, "is of the control interface"),
        (#"{"tokenAnswer": {"a": 1}, "status": 503}"#, "contradicts what stands in the answer's place"),
        (#"{"tokenAnswer": 7}"#, "tokenAnswer: 7 is no object"), (#"{"tokenAnswer": {}}"#, "changes nothing"),
        (#"{"status": 503, "retryAfter": "date+x"}"#, "is no date"),
        (#"{"status": 503, "retryAfter": "text:\u0007"}"#, "is no text for a field"),
        (#"{"status": 503, "retryAfter": "soon"}"#, "retryAfter: soon is no duration"),
    ])
    func refusesWhatCannotStrike(fault: String, message: String) throws {
        let answer = try gateway.control("POST", "faults", body: fault)
        #expect(answer.status == 400 && answer.json?["error"]?.string?.contains(message) == true, "\(answer.body)")
    }
}
