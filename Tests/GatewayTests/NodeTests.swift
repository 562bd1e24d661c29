import HTTPMessages
import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// A gateway of several machines.
struct NodeTests {
    let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func patch(_ body: String) throws {
        try #require(try gateway.control("PATCH", "settings", body: body).status == 200)
    }

    /// One token, five calls, one refusal: the one machine that is behind.
    @Test func refusesOnceInFiveCalls() throws {
        try patch(#"{"nodes": "0ms,0ms,-200ms,0ms,0ms"}"#)
        let token = try gateway.accessToken()
        let answers = try (0..<10).map { _ in try gateway.summary(token) }
        #expect(answers.map(\.status) == [200, 200, 401, 200, 200, 200, 200, 401, 200, 200])
        #expect(answers.map { $0["X-Mock-Gateway-Node"] } == ["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"])
        #expect(answers[2]["X-Mock-Gateway-Reason"]?.contains("ahead_ms=200;") == true)
        #expect(
            answers[2]["Date"] == "Fri, 02 Jan 2026 03:04:04 GMT"
                && answers[0]["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT"
        )
        let refused = try gateway.control("GET", "requests?node=3").json?["requests"]?.array
        #expect(refused?.count == 2 && refused?.first?["nodeOffsetMs"] == -200)
        #expect(refused?.first?["gatewayNow"] == "2026-01-02T03:04:04.800Z")
        #expect(gateway.log.all.contains { $0.contains("this is node 3, whose clock is 200 ms behind the gateway's") })
    }

    /// Each client takes its own turns.
    @Test func dealsByClient() throws {
        try patch(#"{"nodes": "0ms,-200ms"}"#)
        let (one, other) = try (gateway.accessToken(client: "one"), gateway.accessToken(client: "other"))
        let statuses = try [one, other, one, other, one, other].map { try gateway.summary($0).status }
        #expect(statuses == [200, 200, 401, 401, 200, 200])
        _ = try gateway.control("PUT", "clients/one", body: #"{"nodes": null}"#)
        #expect(try gateway.summary(one)["X-Mock-Gateway-Node"] == nil)
        #expect(try gateway.summary(other)["X-Mock-Gateway-Node"] == "2")
    }

    @Test func choosesBySeed() throws {
        func series(_ seed: Int) throws -> [String] {
            _ = try gateway.control("POST", "reset")
            try patch(#"{"nodes": "0ms,1ms,2ms,3ms", "nodeChoice": "random", "nodeSeed": \#(seed)}"#)
            let token = try gateway.accessToken()
            return try (0..<400).map { _ in try gateway.summary(token)["X-Mock-Gateway-Node"] ?? "" }
        }
        let first = try series(1)
        #expect(Set(first) == ["1", "2", "3", "4"])
        #expect(Set(first.map { node in first.count { $0 == node } }).allSatisfy { (70...130).contains($0) })
        #expect(try series(1) == first && series(2) != first)
    }

    /// A connection stays on its machine.
    @Test func sticksToAConnection() throws {
        let settings = try { () throws -> Settings in
            var settings = Settings()
            try settings.set("nodes", to: "0ms,-200ms,5ms")
            try settings.set("nodeChoice", to: "connection")
            return settings
        }()
        let picker = NodePicker()
        let numbers = [1, 1, 2, 3, 4, 1].map { picker.pick(settings, client: "c", connection: $0)?.number }
        #expect(numbers == [1, 1, 2, 3, 1, 1])
        #expect(picker.pick(Settings(), client: "c", connection: 1) == nil)
    }

    @Test func inspectsOnEachNode() throws {
        try patch(#"{"nodes": "+50ms,-200ms", "tolerance": "100ms"}"#)
        let token = try gateway.accessToken()
        let json = try #require(try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json)
        #expect(json["verdict"] == "accepted")
        let nodes = try #require(json["nodes"]?.array)
        #expect(nodes.map { $0["verdict"] } == ["accepted", "refused"])
        #expect(nodes[1]["aheadMs"] == 200 && nodes[1]["healsInMs"] == 100 && nodes[1]["offsetMs"] == -200)
    }

    /// A limit and a fault are the whole gateway's, whichever machine a request lands on.
    @Test func countsForTheWholeGateway() throws {
        try patch(#"{"nodes": "0ms,-20s,+1h", "rateLimit": "3/10s"}"#)
        let token = TestGateway.sign(#"{"client_id":"c","iat":1767320000,"exp":1767409445}"#)
        #expect(try (0..<6).map { _ in try gateway.summary(token).status } == [200, 200, 200, 429, 429, 429])
        try patch(#"{"rateLimit": null}"#)
        _ = try gateway.control("POST", "faults", body: #"{"status": 503, "until": "2026-01-02T03:34:05Z"}"#)
        #expect(try (0..<3).map { _ in try gateway.summary(token).status } == [503, 503, 503])
        gateway.clock.advance(.seconds(1_800))
        #expect(try gateway.summary(token).status == 200)
    }

    @Test func isInTheLog() throws {
        try patch(#"{"nodes": "0ms,0ms"}"#)
        let token = try gateway.accessToken()
        for _ in 0..<2 { _ = try gateway.summary(token) }
        #expect(gateway.log.all.last?.contains("node=2") == true)
    }

    /// A connection stays on what the seed has chosen for it.
    @Test func sticksToARandomMachine() throws {
        func numbers(_ seed: Int) throws -> [Int?] {
            var settings = Settings()
            try settings.set("nodes", to: "0ms,1ms,2ms")
            try settings.set("nodeChoice", to: "random-connection")
            settings.nodeSeed = seed
            let picker = NodePicker()
            let first = (1...60).map { picker.pick(settings, client: "c", connection: $0)?.number }
            let again = (1...60).map { picker.pick(settings, client: "d", connection: $0)?.number }
            #expect(first == again)
            return first
        }
        let series = try numbers(1)
        #expect(Set(series) == [1, 2, 3] && series != (0..<60).map { $0 % 3 + 1 })
        let (same, other) = try (numbers(1), numbers(2))
        #expect(same == series && other != series)
    }
}
