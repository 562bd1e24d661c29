import Gateway
import HTTPMessages
import JSON
import OpenSSL
import TestSupport
import Testing

@Suite struct JournalTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func requests(_ query: String = "") throws -> [JSONValue] {
        try #require(try gateway.control("GET", "requests" + query).json?["requests"]?.array)
    }

    @Test func tellsWhatAClientDid() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "tolerance": "50ms"}"#)
        let token = try gateway.accessToken()
        gateway.clock.advance(.milliseconds(10))
        _ = try gateway.summary(token)
        let all = try requests()
        #expect(all.count == 2)
        let refused = all[0]
        #expect(
            refused.object?.keys == [
                "id", "at", "gatewayNow", "issuerNow", "method", "path", "target", "status", "client", "tokenId",
                "verdict", "reason", "iat", "nbf", "exp", "aheadMs", "toleranceMs", "healsInMs", "fault", "storm",
                "durationMs", "bytes",
            ]
        )
        #expect(refused["id"] == 2 && refused["method"] == "GET" && refused["status"] == 401 && refused["bytes"] == 78)
        #expect(refused["path"] == "/api/v2/analytics/queues/summary" && refused["client"] == "mock-client")
        #expect(refused["at"] == "2026-01-02T03:04:05.010Z" && refused["issuerNow"] == "2026-01-02T03:04:05.210Z")
        #expect(refused["reason"] == "iat_in_future" && refused["aheadMs"] == 190 && refused["healsInMs"] == 140)
        let issued = all[1]
        #expect(issued["id"] == 1 && issued["path"] == "/oauth/token" && issued["reason"] == .null)
        #expect(issued["client"] == "mock-client" && issued["verdict"] == .null && refused["verdict"] == "refused")
        let id = try #require(
            try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json?["claims"]?["jti"]
        )
        #expect(refused["tokenId"] == id && issued["tokenId"] == id)
        // The same in both, on the issuer's clock, to the millisecond.
        for entry in all {
            #expect(entry["iat"] == 1_767_323_045_200 && entry["nbf"] == 1_767_323_045_200)
            #expect(entry["exp"] == 1_767_409_445_200)
        }
    }

    /// A file of the user's, one of the program's, a stub, a fault; nothing if the answer is the gateway's own.
    @Test func saysWhatTheAnswerCameFrom() throws {
        let file = FixtureSet.File(path: "api/v2/mine/GET.json", contents: Array("{}".utf8))
        let gateway = try TestGateway(overrides: [file])
        let token = try gateway.accessToken()
        _ = try gateway.control("PUT", "fixtures", body: #"{"method": "GET", "path": "/api/v2/put", "body": {}}"#)
        for path in ["/api/v2/mine", TestGateway.summary, "/api/v2/put", "/api/v2/nothing"] {
            _ = try gateway.get(path, token: token)
        }
        _ = try gateway.get("/api/v2/mine", token: nil)
        // A fault that only delays lets the endpoint answer.
        for fault in [#"{"delay": "1ms", "next": 1}"#, #"{"status": 503, "next": 2}"#] {
            _ = try gateway.control("POST", "faults", body: fault)
        }
        _ = try gateway.get("/api/v2/mine", token: token)
        _ = try gateway.get("/api/v2/mine", token: token)
        _ = try gateway.token()
        _ = try gateway.control(
            "POST",
            "faults",
            body: #"{"path": "/oauth/token", "error": "invalid_client", "next": 1}"#
        )
        _ = try gateway.token()
        let entries = try #require(gateway.control("GET", "requests").json?["requests"]?.array).reversed()
        let answers: [JSONValue?] = [
            nil, "fixture", "builtIn", "stub", nil, nil, "fixture", "fault", "fault", "fault",
        ]
        #expect(entries.map { $0["answer"] } == answers)
        #expect(try gateway.control("GET", "requests?answer=fixture").json?["requests"]?.array?.count == 2)
    }

    /// A token without `jti` is told from others by its hash, the same one for each call, and is found by it.
    @Test func knowsATokenWithoutAnID() throws {
        let claims = ["", #","scope":"x""#].map { more in
            #"{"client_id":"c","iat":1767323045,"nbf":1767323045,"exp":1767326645\#(more)}"#
        }
        let tokens = claims.map { TestGateway.sign($0) }
        for token in [tokens[0], tokens[1], tokens[0]] { _ = try gateway.summary(token) }
        _ = try gateway.summary(try gateway.accessToken())
        _ = try gateway.summary(tokens[0] + "x")
        let entries = Array(try requests().reversed())
        let hashes = tokens.map { token in
            let digits = SHA256.hash(Array(token.utf8)).prefix(6).map { String(Int($0) + 256, radix: 16).dropFirst() }
            return "sha256:" + digits.joined()
        }
        let hash = hashes[0]
        #expect(entries[0]["tokenHash"]?.string == hash && entries[0]["tokenId"] == .null)
        #expect(entries[2]["tokenHash"]?.string == hash && entries[1]["tokenHash"]?.string == hashes[1])
        // A token has none if it has an id, or if its signature does not hold.
        for entry in entries[3...] { #expect(entry["tokenHash"] == nil) }
        #expect(try requests("?tokenHash=\(hash)").count == 2)
        let inspected = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(tokens[0])"}"#).json
        #expect(inspected?["tokenHash"]?.string == hash)
        let other = #"{"token": "\#(try gateway.accessToken())"}"#
        #expect(try gateway.control("POST", "tokens/inspect", body: other).json?["tokenHash"] == nil)
    }

    @Test func leavesOutItsOwnInterface() throws {
        for path in ["settings", "health", "ca.pem", "requests", "nothing"] { _ = try gateway.control("GET", path) }
        #expect(try requests().isEmpty)
    }

    @Test func remembersWhatCouldNotBeRead() throws {
        _ = try gateway.refusal(
            of: Array("POST /oauth/token?a=secret HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n".utf8)
        )
        #expect(try requests().first?["path"] == "/oauth/token")
        #expect(try requests().first?["status"] == 400)
        _ = try gateway.refusal(of: Array("POST /__admin/tokens HTTP/1.1\r\n\r\n".utf8))
        #expect(try requests().count == 1)
    }

    @Test func filters() throws {
        let token = try gateway.accessToken()
        for path in ["/api/v2/tokens/me", TestGateway.summary, "/api/v2/nothing"] {
            _ = try gateway.get(path, token: token)
        }
        _ = try gateway.summary(nil)
        #expect(try ids("") == [5, 4, 3, 2, 1])
        #expect(try ids("?status=401") == [5])
        #expect(try ids("?path=/api/v2/analytics/queues/summary") == [5, 3])
        #expect(try ids("?path=%2Fapi%2Fv2%2Fanalytics%2Fqueues%2Fsummary&client=mock-client") == [3])
        #expect(try ids("?method=POST") == [1])
        #expect(try ids("?since=3") == [5, 4])
        #expect(try ids("?since=1&limit=2&method=GET") == [5, 4])
        #expect(try ids("?client=other") == [])
        #expect(try ids("?status=4xx") == [5, 4] && ids("?status=2XX") == [3, 2, 1] && ids("?status=5xx") == [])
        #expect(try ids("?minStatus=404") == [4] && ids("?maxStatus=401&minStatus=201") == [5])
        #expect(try ids("?storm=false").count == 5 && ids("?storm=true") == [])
    }

    @Test(
        arguments: [
            ("?paht=x", "paht", "paht: is no filter; allowed: limit, count, wait, method"),
            ("?status=ok", "status", "allowed: 100 to 599, or a class"), ("?status=6xx", "status", "is no status"),
            ("?status=99", "status", "is no status"), ("?status=600", "status", "is no status"),
            ("?limit=0", "limit", "allowed: 1 to 1000000"), ("?since=-1", "since", "allowed: 0 or more"),
            ("?status=200&status=401", nil, "names a filter twice"), ("?path=%zz", nil, "the query is malformed"),
        ] as [(String, String?, String)]
    )
    func refusesFilters(query: String, key: String?, message: String) throws {
        let answer = try gateway.control("GET", "requests" + query)
        #expect(answer.status == 400)
        #expect(answer.json?["key"]?.string == key)
        #expect(answer.json?["error"]?.string?.contains(message) == true)
    }

    /// Ids go on, so that `since` never finds something old.
    @Test func forgets() throws {
        _ = try gateway.summary(nil)
        #expect(try gateway.control("DELETE", "requests").json?["requests"] == [])
        #expect(try requests().isEmpty)
        _ = try gateway.summary(nil)
        #expect(try requests().first?["id"] == 2)
        _ = try gateway.control("POST", "reset")
        #expect(try requests().isEmpty)
    }

    @Test func isBounded() throws {
        for _ in 0..<10_050 { _ = try gateway.send("GET", "/") }
        let ids = try requests("?limit=10000").compactMap { $0["id"]?.number?.integer }
        #expect(ids.count == 10_000 && ids.first == 10_050 && ids.last == 51)
        #expect(try requests("?limit=2").count == 2)
    }

    /// An answer says that there is more, and the rest is found behind it.
    @Test func answersInParts() throws {
        for _ in 0..<1_001 { _ = try gateway.send("GET", "/") }
        let first = try gateway.control("GET", "requests").json
        #expect(first?["requests"]?.array?.count == 1_000 && first?["more"] == true)
        #expect(first?["requests"]?.array?.last?["id"] == 2)
        let rest = try gateway.control("GET", "requests?maxId=1").json
        #expect(rest?["requests"]?.array?.count == 1 && rest?["more"] == nil)
        #expect(try gateway.control("GET", "requests?limit=1001").json?["more"] == nil)
    }

    /// However long the targets are, an answer stays within some 4 MiB of them.
    @Test func boundsItsAnswerInBytes() throws {
        let long = String(repeating: "x", count: 8_000)
        for _ in 0..<600 { _ = try gateway.get("/api/v2/users/me?x=\(long)", token: nil) }
        let answer = try gateway.control("GET", "requests").json
        let count = try #require(answer?["requests"]?.array?.count)
        #expect((500...599).contains(count) && answer?["more"] == true)
    }

    /// Fewer than were waited for are never called complete.
    @Test func isCompleteOnlyWithAllThatWereWaitedFor() throws {
        for _ in 0..<3 { _ = try gateway.summary(nil) }
        let cut = try gateway.control("GET", "requests?wait=5s&count=3&limit=2").json
        #expect(cut?["complete"] == false && cut?["more"] == true && cut?["requests"]?.array?.count == 2)
        let waiting = try gateway.control("GET", "requests?wait=5s&count=4")
        _ = try gateway.summary(nil)
        _ = try gateway.control("DELETE", "requests")
        #expect(waiting.finished().json?["complete"] == false)
    }

    @Test func keepsSecretsOut() throws {
        let tokens = try gateway.userTokens()
        _ = try gateway.get("/api/v2/users/me?access_token=\(tokens.access)", token: tokens.access)
        _ = try gateway.token("grant_type=refresh_token&refresh_token=\(tokens.refresh)")
        let text = try gateway.control("GET", "requests").body
        for secret in [tokens.access, tokens.refresh, "mock-secret"] { #expect(!text.contains(secret)) }
    }

    @Test(arguments: [
        ("?verdict=refused", [2]), ("?verdict=accepted", [4, 3]), ("?reason=missing", [2]), ("?status=200", [3, 1]),
        ("?path=/api/v2/**", [4, 3, 2]), ("?path=/api/v2/*/me", [4]), ("?client=mock-client", [4, 3, 1]),
        ("?target=/api/v2/users/me%3Fexpand%3Dgroups", [4]), ("?bytes=78", [2]), ("?maxBytes=78&method=GET", [2]),
        ("?minBytes=79&method=GET", [4, 3]), ("?after=2026-01-02T03:04:05.000Z", []), ("?storm=false&limit=1", [4]),
        ("?before=2026-01-02T03:04:05.001Z&since=2", [4, 3]), ("?minDurationMs=0", [4, 3, 2, 1]),
        ("?id=3", [3]), ("?minId=2&maxId=3", [3, 2]), ("?toleranceMs=0", [2]), ("?minToleranceMs=1", []),
        ("?gatewayAfter=2026-01-02T03:04:05.000Z", []), ("?issuerBefore=2026-01-02T03:04:05.001Z&id=1", [1]),
        ("?claim=exp", []), ("?maxDurationMs=0", []), ("?aheadMs=200", []), ("?fault=x", []), ("?tokenId=x", []),
    ])
    func filtersByAnyField(query: String, expected: [Int]) throws {
        let token = try gateway.accessToken()
        _ = try gateway.summary(nil)
        _ = try gateway.summary(token)
        _ = try gateway.get("/api/v2/users/me?expand=groups", token: token)
        #expect(try ids(query) == expected)
    }

    private func ids(_ query: String) throws -> [Int] {
        try requests(query).compactMap { $0["id"]?.number?.integer }
    }

    @Test func filtersByMilliseconds() throws {
        let token = try gateway.accessToken()
        for ahead in [200, 300, 400] {
            _ = try gateway.control("PATCH", "settings", body: #"{"offset": "\#(ahead)ms"}"#)
            _ = try gateway.summary(try gateway.accessToken())
        }
        #expect(try requests("?aheadMs=300").count == 1)
        #expect(try requests("?minAheadMs=300&maxAheadMs=400").count == 2)
        gateway.clock.advance(.seconds(86_400))
        _ = try gateway.summary(token)
        #expect(try requests("?agoMs=0").count == 1)
    }

    @Test func leavesSecretsOutOfTargets() throws {
        _ = try gateway.get("/api/v2/users/me?page=1&ACCESS_TOKEN=one&c%6Fde=two&x&code", token: nil)
        #expect(try requests().first?["target"] == "/api/v2/users/me?page=1&ACCESS_TOKEN=***&c%6Fde=***&x&code=***")
    }

    @Test func answersAtOnceWhatHasHappened() throws {
        _ = try gateway.summary(nil)
        let answer = try gateway.control("GET", "requests?wait=5s&status=401")
        #expect(answer.deferral == nil && answer.json?["complete"] == true)
    }

    /// Woken by the request that makes the count full, and by no other.
    @Test func waits() throws {
        let answer = try gateway.control("GET", "requests?wait=5s&count=2&status=401")
        let deferral = try #require(answer.deferral)
        #expect(deferral.limit == .seconds(5))
        let isWoken = Flag()
        deferral.whenResumed { isWoken.set() }
        _ = try gateway.summary(nil)
        _ = try gateway.token()
        #expect(!isWoken.isSet)
        _ = try gateway.summary(nil)
        #expect(isWoken.isSet)
        let finished = answer.finished()
        #expect(finished.json?["complete"] == true && finished.json?["requests"]?.array?.count == 2)
    }

    @Test func saysWhenItHasWaitedInVain() throws {
        let answer = try gateway.control("GET", "requests?wait=5s&count=2&status=401")
        _ = try gateway.summary(nil)
        let finished = answer.finished()
        #expect(finished.json?["complete"] == false && finished.json?["requests"]?.array?.count == 1)
    }

    /// A call that has ended, or has been answered, makes room.
    @Test func boundsWhoWaits() throws {
        let waiting = try (0..<1_000).map { _ in try gateway.control("GET", "requests?wait=1m&status=401") }
        let refused = try gateway.control("GET", "requests?wait=1m&status=401")
        #expect(refused.status == 503 && refused.json?["key"] == "wait")
        waiting[0].deferral?.abandon()
        #expect(try gateway.control("GET", "requests?wait=1m&status=401").deferral != nil)
        _ = waiting[1].finished()
        #expect(try gateway.control("GET", "requests?wait=1m&status=401").deferral != nil)
        #expect(try gateway.control("GET", "requests?wait=1m&status=401").status == 503)
    }

    @Test(
        arguments: [
            ("?wait=6m", "wait", "0ms to 5m"), ("?wait=-1s", "wait", "0ms to 5m"),
            ("?count=2", "count", "together with wait"),
            ("?wait=1s&count=0", "count", "1 to"), ("?verdict=maybe", "verdict", "accepted or refused"),
            ("?minBytes=x", "minBytes", "is no number"), ("?after=soon", "after", "is no instant"),
            ("?path=api", "path", "is no path"), ("?client=", "client", "is empty"),
        ] as [(String, String, String)]
    )
    func refusesQuestions(query: String, key: String, message: String) throws {
        let answer = try gateway.control("GET", "requests" + query)
        #expect(answer.status == 400 && answer.json?["key"]?.string == key)
        #expect(answer.json?["error"]?.string?.contains(message) == true)
    }

    @Test(
        arguments: [
            (#"{"status": 401}"#, true, 2), (#"{"status": 401, "count": 2}"#, true, 2),
            (#"{"status": 401, "count": {"min": 1, "max": 1}}"#, false, 2), (#"{"status": 404}"#, false, 0),
            (#"{"status": 404, "count": 0}"#, true, 0), (#"{"count": {"max": 2}}"#, false, 3), ("{}", true, 3),
            (#"{"path": "/api/v2/**", "count": {"min": 3}}"#, false, 2),
        ]
    )
    func verifies(body: String, isVerified: Bool, count: Int) throws {
        _ = try gateway.token()
        for _ in 0..<2 { _ = try gateway.summary(nil) }
        let answer = try gateway.control("POST", "requests/verify", body: body)
        #expect(answer.status == 200)
        #expect(answer.json?["verified"] == .bool(isVerified) && answer.json?["count"] == JSONValue(count))
        #expect((answer.json?["nearest"] == nil) == isVerified)
    }

    /// Those that differ least come first, and say in what.
    @Test func showsTheNearestMisses() throws {
        _ = try gateway.token()
        _ = try gateway.summary(nil)
        _ = try gateway.get("/api/v2/users/me", token: nil)
        let body = #"{"path": "/api/v2/users/me", "status": 200, "method": "GET"}"#
        let nearest = try #require(try gateway.control("POST", "requests/verify", body: body).json?["nearest"]?.array)
        #expect(nearest.map { $0["id"] } == [3, 2, 1])
        #expect(nearest[0]["mismatches"] == ["status": ["wanted": "200", "actual": 401]])
        #expect(nearest[2]["mismatches"]?.object?.keys.sorted() == ["method", "path"])
        let tooMany = #"{"status": 401, "count": {"max": 1}}"#
        let surplus = try gateway.control("POST", "requests/verify", body: tooMany).json?["nearest"]?.array
        #expect(surplus?.map { $0["id"] } == [3, 2])
    }

    @Test(arguments: [
        (#"{"colour": 1}"#, "is no key"), (#"{"count": -1}"#, "0 or more"),
        (#"{"count": {"min": 2, "max": 1}}"#, "above max"),
        (#"{"count": {"most": 1}}"#, "allowed: min, max"), (#"{"status": null}"#, "is no value"),
        ("7", "no JSON object"),
    ])
    func refusesExpectations(body: String, message: String) throws {
        let answer = try gateway.control("POST", "requests/verify", body: body)
        #expect(answer.status == 400 && answer.json?["error"]?.string?.contains(message) == true)
    }

    @Test(arguments: [0, 1, 3])
    func keepsAsMuchAsItIsTold(size: Int) throws {
        let gateway = try TestGateway { $0.journalSize = size }
        for _ in 0..<5 { _ = try gateway.summary(nil) }
        let ids = try gateway.control("GET", "requests").json?["requests"]?.array?.compactMap {
            $0["id"]?.number?.integer
        }
        #expect(ids == [5, 4, 3].prefix(size).map { $0 })
    }

    /// A waiting call counts from zero once everything is forgotten; only an answer without enough entries is
    /// incomplete.
    @Test(arguments: ["requests", "reset"])
    func countsAnewOnceForgotten(path: String) throws {
        let answer = try gateway.control("GET", "requests?wait=5s&count=2")
        let isWoken = Flag()
        answer.deferral?.whenResumed { isWoken.set() }
        _ = try gateway.summary(nil)
        _ = try gateway.control(path == "reset" ? "POST" : "DELETE", path)
        _ = try gateway.summary(nil)
        #expect(!isWoken.isSet)
        _ = try gateway.summary(nil)
        #expect(isWoken.isSet)
        let finished = answer.finished().json
        #expect(finished?["complete"] == true && finished?["requests"]?.array?.count == 2)
    }

    @Test(arguments: [0, 2])
    func waitsForNoMoreThanItRemembers(size: Int) throws {
        let gateway = try TestGateway { $0.journalSize = size }
        let answer = try gateway.control("GET", "requests?wait=5s&count=\(size + 1)")
        #expect(answer.status == 400 && answer.json?["key"] == "count")
    }

    /// A path means what the faults mean by it: decoded, and without a prefix; as it was sent it is found too.
    @Test func findsPathsHoweverSpelt() throws {
        let gateway = try TestGateway { $0.apiPrefix = "/x" }
        _ = try gateway.get("/x/api/v2/%75sers/me", token: nil)
        for path in ["/api/v2/users/me", "/x/api/v2/%2575sers/me", "/api/**"] {
            #expect(try gateway.control("GET", "requests?path=\(path)").json?["requests"]?.array?.count == 1)
        }
        #expect(
            try gateway.control("GET", "requests").json?["requests"]?.array?.first?["path"] == "/x/api/v2/%75sers/me"
        )
    }

    @Test(arguments: [
        "id_token", "jwt", "pwd", "passwd", "X-Signature", "Authorization", "session", "accessToken", "clientSecret",
        "api-key", "credentials", "bearer", "passphrase", "access_key", "key", "sig", "PIN", "pass",
    ])
    func leavesOutWhateverSoundsSecret(name: String) throws {
        _ = try gateway.get("/api/v2/users/me?\(name)=hidden&page=2&countryCode=de", token: nil)
        #expect(try requests().first?["target"]?.string == "/api/v2/users/me?\(name)=***&page=2&countryCode=de")
    }

    /// A token under any name, or in place of one; a name that no escape spells; and a separator that some servers
    /// know.
    @Test(arguments: [
        ("x=eyJhbGciOiJIUzI1NiJ9.e30.AA", "x=***"), ("x=Bearer%20eyJh", "x=***"), ("x=%65yJh", "x=***"),
        ("eyJhbGciOiJIUzI1NiJ9.e30.AA", "***"), ("eyJh=1", "***"), ("%65yJh", "***"), ("to%6ben%=hidden", "***"),
        ("%zz=hidden", "***"), ("x=hidden%", "x=***"), ("x=1;token=hidden;y", "x=1;token=***;y"),
        ("token", "token=***"), ("x=ewogICJhbGciOiAiSFMyNTYiCn0.ewogICJhIjogMQp9.AA", "x=***"),
        ("pinned=1&signed=2&compass=3&SortKEYword=4", "pinned=1&signed=2&compass=3&SortKEYword=4"),
        ("keyword=de&monkey=1&pinned&x=", "keyword=de&monkey=1&pinned&x="), ("", ""), ("&;&", "&;&"), ("=1", "=1"),
    ])
    func leavesOutTokensUnderAnyName(query: String, told: String) throws {
        _ = try gateway.get("/api/v2/users/me?\(query)", token: nil)
        #expect(try requests().first?["target"]?.string == "/api/v2/users/me" + (told.isEmpty ? "" : "?\(told)"))
    }

    /// An address without a path loses its query too, in the log and in the journal, whether the request is good or bad.
    @Test func leavesSecretsOutOfTargetsWithoutPath() throws {
        let good = Array("GET http://localhost?access_token=hidden HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        #expect(try gateway.send(good).status == 200)
        let foreign = Array("GET http://example.com?access_token=hidden HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        #expect(try gateway.send(foreign).status == 403)
        let bad = Array("GET http://localhost?access_token=hidden HTTP/1.1\r\n\r\n".utf8)
        #expect(try gateway.refusal(of: bad).status == 400)
        let told = try requests()
        #expect(told.map { $0["path"]?.string } == ["http://localhost", "http://example.com", "http://localhost"])
        #expect(told.allSatisfy { $0["target"] == $0["path"] })
        #expect(gateway.log.all.count == 4 && !gateway.log.all.joined().contains("hidden"))
    }

    /// To a Swift string `token` with an accent on its last letter is another word; what follows it is as secret.
    @Test(arguments: ["token%CC%81", "my_secret%CC%88", "to%E2%84%AAen", "session%E2%83%9D"])
    func leavesOutAWordWithAnAccent(name: String) throws {
        _ = try gateway.get("/api/v2/users/me?\(name)=hidden&page=2", token: nil)
        #expect(try requests().first?["target"]?.string == "/api/v2/users/me?\(name)=***&page=2")
    }

    /// As many bytes as somebody likes to call a client id are nobody's, and are not remembered.
    @Test func forgetsEndlessNames() throws {
        let id = String(repeating: "x", count: 257)
        for answer in [
            try gateway.token("grant_type=client_credentials", client: id),
            try gateway.send("POST", "/oauth/token", body: "grant_type=client_credentials&client_id=\(id)"),
            try gateway.get("/oauth/authorize?client_id=\(id)&redirect_uri=http://a/&response_type=code", token: nil),
            try gateway.get("/logout?client_id=\(id)", token: nil),
        ] {
            #expect(answer.status == 400 && answer.json?["error_description"] == "client not found")
        }
        #expect(try requests().allSatisfy { $0["client"] == .null })
    }

    /// Each clock by itself.
    @Test func filtersByEitherClock() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms"}"#)
        _ = try gateway.summary(nil)
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "2030-01-01T00:00:00Z"}"#)
        _ = try gateway.summary(nil)
        #expect(try ids("?gatewayAfter=2029-12-31T23:59:59.999Z") == [2])
        #expect(try ids("?gatewayBefore=2030-01-01T00:00:00Z") == [1])
        #expect(try ids("?issuerAfter=2030-01-01T00:00:00.199Z") == [2])
        #expect(try ids("?issuerAfter=2030-01-01T00:00:00.200Z") == [])
        #expect(try ids("?before=2026-01-02T03:04:05.001Z") == [2, 1])
    }

    @Test func filtersByTheClaimAtFault() throws {
        _ = try gateway.summary(TestGateway.sign(#"{"iat":1,"exp":"soon"}"#))
        _ = try gateway.summary(nil)
        #expect(try ids("?claim=exp") == [1] && ids("?claim=iat") == [])
    }

    private static let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"

    /// Wherever a confused client puts its token, escaped dots and all: not in the log, not in the journal.
    @Test(arguments: [
        "/api/v2/users/{}", "/api/v2/users/{}/x", "/oauth/{}", "/{}", "/__admin/{}", "/__admin/clients/{}",
        "/api/v2/x:{}", "/api/v2/users/me?next=/a/{}", "/api/v2/a/../{}",
    ])
    func leavesTokensOutOfPaths(target: String) throws {
        let escaped = Self.jwt.replacing(".", with: "%2E")
        let twice = Self.jwt.replacing(".", with: "%252e")
        let start = "%65" + Self.jwt.dropFirst()
        let spaced = "ewogICJhbGciOiAiSFMyNTYiCn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
        for token in [Self.jwt, escaped, twice, start, spaced] {
            _ = try gateway.get(target.replacing("{}", with: token), token: nil)
        }
        let told = gateway.log.all.joined() + (try gateway.control("GET", "requests").body)
        for secret in ["c2lnbmF0dXJl", "eyJzdWIi"] { #expect(!told.contains(secret), "\(told)") }
    }

    /// What is no request is told as carefully, and so is a token in place of a method or a client's id.
    @Test func leavesTokensOutOfWhatIsNoRequest() throws {
        _ = try gateway.refusal(of: Array("GET /a/\(Self.jwt) HTTP/1.1\r\n\r\n".utf8))
        _ = try gateway.answer(to: Array("\(Self.jwt) / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        _ = try gateway.token(client: Self.jwt)
        let told = gateway.log.all.joined() + (try gateway.control("GET", "requests").body)
        #expect(!told.contains("c2lnbmF0dXJl"), "\(told)")
    }

    @Test(arguments: [
        "SAMLResponse", "refresh", "otp", "pw", "userPw", "private", "hmac", "sid", "PHPSESSID", "cookie", "ticket",
        "signing_key", "client%5Bsecret%5D", "größe", "user.token", "connect.sid", "device_code", "userCode",
        "encryptionKey", "x_sig", "user-pin",
    ])
    func leavesOutMoreThatSoundsSecret(name: String) throws {
        let sent = name == "größe" ? "gr%C3%B6%C3%9Fe" : name
        _ = try gateway.get("/api/v2/users/me?\(sent)=hidden&page=2", token: nil)
        let target = try requests().first?["target"]?.string
        #expect(target == "/api/v2/users/me?\(sent)=***&page=2", "\(target ?? "")")
    }

    /// What merely looks a little like one is told as it is.
    @Test(arguments: [
        "/api/v2/eyes.json", "/api/v2/keyJobs.search", "/api/v2/eyewitness/x.y", "/api/v2/survey%20x",
        "/api/v2/routing/queues/6f1e9d0a-5c3a-4a39-8a55-eyJ012345678",
    ])
    func tellsOrdinaryPaths(path: String) throws {
        _ = try gateway.get(path, token: nil)
        #expect(try requests().first?["path"]?.string == path)
    }

    /// What the control interface says of a value that is none leaves tokens out too.
    @Test(arguments: ["clients/{}", "requests?status={}", "requests?{}=1", "faults/{}"])
    func leavesTokensOutOfErrors(target: String) throws {
        let answer = try gateway.control("GET", target.replacing("{}", with: Self.jwt))
        #expect((400...405).contains(answer.status) && !answer.body.contains("c2lnbmF0dXJl"), "\(answer.body)")
    }

    /// A value is repeated as far as it takes to know it again, and on one line.
    @Test func repeatsALineOfABadValue() throws {
        let long = String(repeating: "y", count: 60_000)
        for (method, path, body) in [
            ("PATCH", "settings", #"{"offset": "\#(long)"}"#), ("PATCH", "settings", #"{"\#(long)": 1}"#),
            ("GET", "requests?reason=a&\(long.prefix(7_000))=1", ""),
            ("GET", "requests?minBytes=\(long.prefix(7_000))", ""),
            ("POST", "faults", #"{"status": "\#(long)"}"#), ("GET", "clients/\(long.prefix(7_000))", ""),
            ("POST", "clock", #"{"freeze": "a\nb\u0007\u202E"}"#),
        ] {
            let answer = try gateway.control(method, path, body: body)
            #expect((400...404).contains(answer.status) && answer.body.utf8.count < 2_500, "\(answer.body.utf8.count)")
            #expect(answer.body.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
        }
    }

    /// The second call that everybody makes: the answer says so, and the log names the file to write.
    @Test(arguments: [
        ("GET", "/api/v2/routing/skills", "fixtures/api/v2/routing/skills/GET.json"),
        ("HEAD", "/api/v2/routing/skills", "fixtures/api/v2/routing/skills/GET.json"),
        (
            "POST", "/api/v2/routing/queues/6f1e9d0a-5c3a-4a39-8a55-0123456789ab/members",
            "fixtures/api/v2/routing/queues/{queueId}/members/POST.json"
        ),
        ("GET", "/api/v2/outbound/policies/17", "fixtures/api/v2/outbound/policies/{policyId}/GET.json"),
    ])
    func namesTheFixtureThatIsMissing(method: String, path: String, place: String) throws {
        let token = try gateway.accessToken()
        let answer = try gateway.send(method, path, fields: [("Authorization", "Bearer \(token)")])
        #expect(answer.status == 404 && answer["X-Mock-Gateway-Reason"] == "no_fixture")
        #expect(gateway.log.all.last?.contains("no fixture answers it; \(place) would") == true)
    }

    /// The signature decides whose token it is, not its times: the journal names the client, and its own settings hold.
    @Test(arguments: [
        (#"{"client_id":"c"}"#, "iat"), (#"{"client_id":"c","iat":1767323045}"#, "exp"),
        (#"{"sub":"c","exp":1767326645}"#, "iat"), (#"{"client_id":"c","iat":1767323045,"exp":"soon"}"#, "exp"),
    ])
    func namesTheClientOfATokenWithoutTimes(claims: String, claim: String) throws {
        let token = TestGateway.sign(claims)
        #expect(try gateway.summary(token).status == 401)
        let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
        #expect(entry?["client"] == "c" && entry?["claim"]?.string == claim)
        #expect(gateway.log.all.contains { $0.contains(" client=c ") })
        // By somebody else's key nobody is named.
        let forged = TestGateway.sign(claims, key: Array("another key of more than 32 bytes".utf8))
        #expect(try gateway.summary(forged).status == 401)
        let other = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
        #expect(other?["client"] == .null && other?["reason"] == "signature")
    }

    /// What a hint is found by.
    @Test func filtersByHint() throws {
        _ = try gateway.summary(TestGateway.sign(#"{"client_id":"c","iat":1767323045000,"exp":1767326645000}"#))
        _ = try gateway.summary(TestGateway.sign(#"{"client_id":"c","iat":1767330245,"exp":1767333845}"#))
        for hint in ["milliseconds", "local_time"] {
            let found = try gateway.control("GET", "requests?hint=\(hint)").json?["requests"]?.array
            #expect(found?.count == 1 && found?.first?["hint"]?.string == hint)
        }
        #expect(try gateway.control("GET", "requests?hint=none").json?["requests"]?.array?.isEmpty == true)
    }
}
