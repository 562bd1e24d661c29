import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// Rate limits, and clients that refresh without end.
struct LimitTests {
    let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    @Test(arguments: [
        ("300/min", 300, 60_000, "300/min"), ("10/s", 10, 1_000, "10/s"), ("5/h", 5, 3_600_000, "5/h"),
        ("20/10s", 20, 10_000, "20/10s"), ("7/60s", 7, 60_000, "7/min"), ("0/m", 0, 60_000, "0/min"),
    ])
    func readsRateLimits(text: String, count: Int, milliseconds: Int, canonical: String) throws {
        let limit = try #require(RateLimit(text))
        #expect(limit.count == count && limit.period == .milliseconds(milliseconds) && limit.text == canonical)
    }

    @Test(arguments: ["", "300", "/min", "-1/min", "+1/min", "1.5/s", "1/0s", "1/-1s", "1/10", "1/min/s", "1/day"])
    func refusesRateLimits(text: String) { #expect(RateLimit(text) == nil) }

    @Test func countsEachClientsRequests() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"rateLimit": "2/min"}"#)
        let (mine, other) = try (gateway.accessToken(client: "mine"), gateway.accessToken(client: "other"))
        let first = try gateway.summary(mine)
        #expect(first.status == 200 && first["inin-ratelimit-count"] == "1" && first["inin-ratelimit-allowed"] == "2")
        #expect(first["inin-ratelimit-reset"] == "60")
        gateway.clock.advance(.milliseconds(500))
        #expect(try gateway.summary(mine).status == 200)
        let third = try gateway.summary(mine)
        #expect(third.status == 429 && third["Retry-After"] == "60" && third["inin-ratelimit-count"] == "3")
        #expect(third.json?["code"] == "too.many.requests")
        #expect(try gateway.summary(other)["inin-ratelimit-count"] == "1")
        // The window ends a minute after its first request, and not before.
        gateway.clock.advance(.milliseconds(59_499))
        let late = try gateway.summary(mine)
        #expect(late.status == 429 && late["Retry-After"] == "1")
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.summary(mine)["inin-ratelimit-count"] == "1")
    }

    /// A refused token costs nothing.
    @Test func countsNoRefusals() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"rateLimit": "1/min", "offset": "1s"}"#)
        let token = try gateway.accessToken()
        for _ in 0..<3 { #expect(try gateway.summary(token)["inin-ratelimit-count"] == nil) }
        gateway.clock.advance(.seconds(1))
        #expect(try gateway.summary(token).status == 200)
        #expect(try gateway.summary(token).status == 429)
    }

    @Test func limitsOneClient() throws {
        _ = try gateway.control("PUT", "clients/slow", body: #"{"rateLimit": "1/h"}"#)
        let token = try gateway.accessToken(client: "slow")
        #expect(try gateway.summary(token).status == 200)
        #expect(try gateway.summary(token).status == 429)
        #expect(try gateway.summary(try gateway.accessToken()).status == 200)
        _ = try gateway.control("PATCH", "clients/slow", body: #"{"rateLimit": null}"#)
        #expect(try gateway.summary(token).status == 200)
    }

    /// Does what an SDK does that refreshes on each 401, `count` times.
    private func storm(_ count: Int, from refreshToken: String) throws -> (statuses: [Int], refreshToken: String) {
        var refreshToken = refreshToken
        var statuses: [Int] = []
        for _ in 0..<count {
            let answer = try gateway.token("grant_type=refresh_token&refresh_token=\(refreshToken)")
            statuses.append(answer.status)
            guard answer.status == 200, let json = answer.json else { break }
            refreshToken = json["refresh_token"]?.string ?? ""
            _ = try gateway.summary(json["access_token"]?.string)
        }
        return (statuses, refreshToken)
    }

    private func activity() throws -> JSONValue? {
        try gateway.control("GET", "clients/mock-client").json?["activity"]
    }

    @Test func tellsAStorm() throws {
        let tokens = try gateway.userTokens()
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms"}"#)
        let (_, next) = try storm(5, from: tokens.refresh)
        #expect(try activity()?["storm"] == false && !gateway.log.all.contains { $0.contains("again and again") })
        _ = try storm(3, from: next)
        let seen = try #require(try activity())
        #expect(seen["storm"] == true && seen["refreshRun"] == 8 && seen["longestRefreshRun"] == 8)
        #expect(seen["tokenRequests"] == 9 && seen["refreshes"] == 8 && seen["refusals"] == 8)
        #expect(seen["tokenRequestsPerSecond"] == .number(JSONNumber(units: 9, decimals: 1)))
        #expect(gateway.log.all.count { $0.contains("refreshes its token again and again") } == 1)
        let flagged = try gateway.control("GET", "requests?storm=true").json?["requests"]?.array
        #expect(flagged?.count == 6)
    }

    /// One good answer ends the run.
    @Test func endsWithSuccess() throws {
        let tokens = try gateway.userTokens()
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms"}"#)
        let (_, next) = try storm(7, from: tokens.refresh)
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": "1s"}"#)
        _ = try storm(1, from: next)
        #expect(try activity()?["storm"] == false)
        #expect(try activity()?["refreshRun"] == 0 && activity()?["longestRefreshRun"] == 8)
    }

    /// Refreshing often is no storm as long as its tokens are accepted.
    @Test func toleratesManyGoodRefreshes() throws {
        let tokens = try gateway.userTokens()
        _ = try storm(20, from: tokens.refresh)
        #expect(try activity()?["longestRefreshRun"] == 1)
    }

    @Test func cutsAStormOff() throws {
        let tokens = try gateway.userTokens()
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "stormLimit": 3}"#)
        let (statuses, refreshToken) = try storm(10, from: tokens.refresh)
        #expect(statuses == [200, 200, 200, 400])
        let refused = try gateway.token("grant_type=refresh_token&refresh_token=\(refreshToken)")
        #expect(refused.json?["error_description"]?.string?.hasPrefix("rate limit exceeded;") == true)
        // Others go on, and so does signing in.
        #expect(try gateway.token(client: "other").status == 200)
        // A minute after its last refresh the client may try again; its refresh token was not spent.
        gateway.clock.advance(.milliseconds(59_999))
        #expect(try gateway.token("grant_type=refresh_token&refresh_token=\(refreshToken)").status == 400)
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.token("grant_type=refresh_token&refresh_token=\(refreshToken)").status == 200)
    }

    /// Memory is bounded, whatever clients come.
    @Test func forgetsThoseSeenLongestAgo() {
        var table = BoundedTable<Int>(capacity: 100)
        for number in 0..<1_000 {
            table.update("\(number)", default: 0) { $0 += 1 }
            table.update("kept", default: 0) { $0 += 1 }
        }
        #expect(table.keys.count <= 101)
        #expect(table["kept"] == 1_000 && table["999"] == 1 && table["0"] == nil)
    }
}
