import Gateway
import JSON
import TestSupport
import Testing

@Suite struct JournalTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func requests(_ query: String = "") throws -> [JSONValue] {
        try #require(try gateway.control("GET", "requests" + query).json?["requests"]?.array)
    }

    @Test func tellsWhatAClientDid() throws {
        _ = try gateway.control("PATCH", "settings", #"{"offset": "200ms", "tolerance": "50ms"}"#)
        let token = try gateway.accessToken()
        gateway.clock.advance(.milliseconds(10))
        _ = try gateway.summary(token)
        let all = try requests()
        #expect(all.count == 2)
        let refused = all[0]
        #expect(
            refused.object?.keys == [
                "id", "at", "gatewayNow", "issuerNow", "method", "path", "target", "status", "client", "tokenId",
                "verdict", "reason", "aheadMs", "toleranceMs", "healsInMs", "fault", "durationMs", "bytes",
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
            try gateway.control("POST", "tokens/inspect", #"{"token": "\#(token)"}"#).json?["claims"]?["jti"]
        )
        #expect(refused["tokenId"] == id && issued["tokenId"] == id)
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
        func ids(_ query: String) throws -> [Int] { try requests(query).compactMap { $0["id"]?.number?.integer } }
        #expect(try ids("") == [5, 4, 3, 2, 1])
        #expect(try ids("?status=401") == [5])
        #expect(try ids("?path=/api/v2/analytics/queues/summary") == [5, 3])
        #expect(try ids("?path=%2Fapi%2Fv2%2Fanalytics%2Fqueues%2Fsummary&client=mock-client") == [3])
        #expect(try ids("?method=POST") == [1])
        #expect(try ids("?since=3") == [5, 4])
        #expect(try ids("?since=1&limit=2&method=GET") == [5, 4])
        #expect(try ids("?client=other") == [])
    }

    @Test(
        arguments: [
            ("?paht=x", "paht", "paht: is no filter; allowed: limit, count, wait, method"),
            ("?status=ok", "status", "allowed: 100 to 599"),
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
        let ids = try requests().compactMap { $0["id"]?.number?.integer }
        #expect(ids.count == 10_000 && ids.first == 10_050 && ids.last == 51)
        #expect(try requests("?limit=2").count == 2)
    }

    @Test func keepsSecretsOut() throws {
        let tokens = try gateway.userTokens()
        _ = try gateway.get("/api/v2/users/me?access_token=\(tokens.access)", token: tokens.access)
        _ = try gateway.token("grant_type=refresh_token&refresh_token=\(tokens.refresh)")
        let text = try gateway.control("GET", "requests").body
        for secret in [tokens.access, tokens.refresh, "mock-secret"] { #expect(!text.contains(secret)) }
    }
}
