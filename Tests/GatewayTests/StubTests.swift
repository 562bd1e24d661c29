import HTTPMessages
import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway
@testable import Policy
@testable import Rules

/// Answers that a test puts in the place of fixtures.
struct StubTests {
    let gateway: TestGateway
    let token: String

    private static let conversation = "/api/v2/conversations/c-1"

    init() throws {
        gateway = try TestGateway()
        token = try gateway.accessToken(client: "test-17")
    }

    @discardableResult
    private func put(_ stub: String, isNew: Bool = true) throws -> JSONValue {
        let answer = try gateway.control("PUT", "fixtures", body: stub)
        try #require(answer.status == (isNew ? 201 : 200), "\(answer.body)")
        return try #require(answer.json)
    }

    private func get(_ path: String = conversation, client: String? = nil) throws -> TestAnswer {
        try gateway.get(path, token: try client.map { try gateway.accessToken(client: $0) } ?? token)
    }

    /// Whether they were given one by one or all at once, and in which order: the more exact comes first, and of two
    /// that are equally exact the later.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func areAskedInOneOrder(seed: UInt64) throws {
        var numbers = SeededGenerator(seed: seed)
        let paths = [
            "/api/v2/a/b", "/api/v2/a/*", "/api/v2/*/b", "/api/v2/a/**", "/api/v2/**", "/api/v2/a/b/c", "/api/v2/x",
        ]
        let start = NumericDate(seconds: 0)
        let stubs = try (0..<60).map { number in
            var value: JSONValue = [
                "method": "GET", "next": 1, "path": .string(paths[Int(numbers.next() % UInt64(paths.count))]),
            ]
            if numbers.next() % 2 == 0, case .object(var object) = value {
                object["client"] = .string("c\(numbers.next() % 3)")
                value = .object(object)
            }
            return try Stub(value, name: "s\(number)", number: UInt64(number))
        }
        let (oneByOne, atOnce) = (StubStore([], at: start), StubStore([], at: start))
        for stub in stubs { _ = try oneByOne.put(stub, inPlaceOf: { _ in false }, at: start) }
        _ = atOnce.replaceAll(with: stubs.shuffled(using: &numbers), at: start)
        let expected = stubs.sorted { left, right in
            if (left.match.client == nil) != (right.match.client == nil) { return left.match.client != nil }
            func rank(_ stub: Stub) -> String {
                let text = stub.match.path?.text ?? ""
                return text.split(separator: "/").map { $0 == "**" ? "2" : $0 == "*" ? "1" : "0" }.joined()
            }
            return rank(left) == rank(right) ? left.number > right.number : rank(left) < rank(right)
        }
        let moment = Policy().moment(trueNow: start)
        for store in [oneByOne, atOnce] {
            #expect(store.all.map(\.rule.name) == expected.map(\.name))
        }
        for (path, client) in [("/api/v2/a/b", "c0"), ("/api/v2/a/b", "c1"), ("/api/v2/a/b", nil), ("/api/v2/x", "c2")]
        {
            let bytes = Array(path.utf8)
            let meant = expected.filter { $0.match.matches(.get, bytes.span, client: client) }.map(\.name)
            // Each answers once, and those for all clients have answered before.
            for store in [oneByOne, atOnce] {
                let spent = Set(store.all.filter { $0.isSpent(at: start) }.map(\.rule.name))
                var found: [String] = []
                while let taken = store.take(.get, bytes.span, client: client, at: moment) {
                    found.append(taken.active.rule.name)
                }
                #expect(found == meant.filter { !spent.contains($0) })
            }
        }
    }

    /// What stood at a segment in braces, the client and the gateway's now are filled in as in a fixture.
    @Test func answersInThePlaceOfAFixture() throws {
        try put(
            #"""
            {"method": "GET", "path": "/api/v2/conversations/{id}", "status": 206, "fields": {"X-Page": "1"},
             "body": {"id": "{{path.id}}", "who": "{{token.clientId}}", "at": "{{now}}", "n": [1.50, null]}}
            """#
        )
        let answer = try get()
        #expect(answer.status == 206)
        #expect(answer["X-Page"] == "1")
        #expect(answer["X-Mock-Gateway-Answer"] == "stub")
        #expect(answer["Content-Type"] == "application/json")
        let now = RFC3339.text(gateway.clock.now)
        #expect(answer.body == #"{"id": "c-1", "who": "test-17", "at": "\#(now)", "n": [1.50, null]}"#)
    }

    @Test func standsAboveAFixtureAndBelowAFault() throws {
        try put(#"{"method": "GET", "path": "\#(TestGateway.summary)", "body": {"mine": true}}"#)
        #expect(try get(TestGateway.summary).body == #"{"mine": true}"#)
        let fault = try gateway.control("POST", "faults", body: #"{"status": 503, "next": 1}"#)
        try #require(fault.status == 201)
        #expect(try [503, 200] == (0..<2).map { _ in try get(TestGateway.summary).status })
    }

    /// It says nothing about tokens: those are judged before.
    @Test func opensNoDoor() throws {
        try put(#"{"method": "GET", "path": "\#(Self.conversation)", "body": {}}"#)
        #expect(try gateway.get(Self.conversation, token: nil).status == 401)
        let entry = try #require(try gateway.control("GET", "requests?status=401").json?["requests"]?.array?.first)
        #expect(entry["stub"] == nil)
    }

    @Test func isForOneClientOrForAll() throws {
        try put(#"{"method": "GET", "path": "\#(Self.conversation)", "body": "all"}"#)
        // It is later, but comes after the client's own.
        try put(#"{"client": "test-17", "method": "GET", "path": "\#(Self.conversation)", "body": "own"}"#)
        try put(#"{"method": "GET", "path": "/api/v2/conversations/{id}", "body": "braces"}"#)
        #expect(try get().body == #""own""#)
        #expect(try get(client: "another").body == #""all""#)
        #expect(try get("/api/v2/conversations/c-2").body == #""braces""#)
        #expect(try get("/api/v2/conversations/c-2/x").status == 404)
    }

    /// The later of two lists is asked first, and a spent one leaves the request to the next.
    @Test func answersAsOftenAsItSays() throws {
        try put(#"{"name": "last", "method": "GET", "path": "\#(Self.conversation)", "body": 3}"#)
        try put(#"{"name": "then", "method": "GET", "path": "\#(Self.conversation)", "body": 2, "next": 1}"#)
        try put(#"{"name": "first", "method": "GET", "path": "\#(Self.conversation)", "body": 1, "next": 2}"#)
        #expect(try (0..<5).map { _ in try get().body } == ["1", "1", "2", "3", "3"])
        let stubs = try #require(try gateway.control("GET", "fixtures").json?["fixtures"]?.array)
        #expect(stubs.map { $0["name"]?.string } == ["first", "then", "last"])
        #expect(stubs.map { $0["applied"] } == [2, 1, 2])
        #expect(stubs.map { $0["spent"] } == [true, true, false])
        let entries = try #require(try gateway.control("GET", "requests?stub=then").json?["requests"]?.array)
        #expect(entries.count == 1)
    }

    /// It ends on the true clock, and to the millisecond.
    @Test func endsWithItsTime() throws {
        try put(#"{"method": "GET", "path": "\#(Self.conversation)", "body": 1, "ttl": "2s"}"#)
        gateway.clock.advance(.milliseconds(1999))
        #expect(try get().status == 200)
        gateway.clock.advance(.milliseconds(1))
        #expect(try get().status == 404)
    }

    @Test func isReplacedInItsPlace() throws {
        let stub = #""method": "GET", "path": "\#(Self.conversation)""#
        let first = try put("{\(stub), \"body\": 1}")
        try put("{\(stub), \"body\": 2}", isNew: false)
        #expect(try get().body == "2")
        try put(#"{\#(stub), "name": "n", "next": 1, "body": 3}"#)
        try put(#"{"name": "n", "method": "POST", "path": "/api/v2/x", "body": 4}"#, isNew: false)
        let all = try #require(try gateway.control("GET", "fixtures").json?["fixtures"]?.array)
        #expect(all.count == 2)
        #expect(all.allSatisfy { $0["name"] != first["name"] })
    }

    /// HEAD is answered as GET; a path that has a stub is there, whatever the method.
    @Test func makesAPathThatIsThere() throws {
        try put(#"{"method": "GET", "path": "\#(Self.conversation)", "body": {"a": 1}}"#)
        let fields = [("Authorization", "Bearer \(token)")]
        #expect(try gateway.send("HEAD", Self.conversation, fields: fields).status == 200)
        let other = try gateway.send("POST", Self.conversation, fields: fields)
        #expect(other.status == 405)
        #expect(other["Allow"] == "GET, HEAD, OPTIONS")
        #expect(try gateway.send("OPTIONS", Self.conversation, fields: fields).status == 204)
        try put(#"{"method": "DELETE", "path": "\#(TestGateway.summary)", "status": 204}"#)
        let union = try gateway.send("PUT", TestGateway.summary, fields: fields)
        #expect(union["Allow"] == "GET, HEAD, DELETE, OPTIONS")
        let deleted = try gateway.send("DELETE", TestGateway.summary, fields: fields)
        #expect(deleted.status == 204 && deleted.body.isEmpty)
    }

    /// It goes with its client, by removal or by itself, and at a reset; one for all stays until then.
    @Test func goesWithItsClient() throws {
        func names() throws -> [String] {
            try #require(try gateway.control("GET", "fixtures").json?["fixtures"]?.array).compactMap {
                $0["name"]?.string
            }
        }
        for client in ["a", "b", "c"] {
            let life = client == "b" ? #"{"expiresAfter": "1s"}"# : "{}"
            try #require(try gateway.control("PUT", "clients/\(client)", body: life).status < 300)
            try put(#"{"name": "of-\#(client)", "client": "\#(client)", "method": "GET", "path": "/api/v2/x"}"#)
        }
        try put(#"{"name": "of-all", "method": "GET", "path": "/api/v2/x"}"#)
        try #require(try gateway.control("DELETE", "clients/a").status == 200)
        #expect(try names() == ["of-c", "of-b", "of-all"])
        gateway.clock.advance(.seconds(1))
        _ = try get("/api/v2/x")
        #expect(try names() == ["of-c", "of-all"])
        try #require(try gateway.control("DELETE", "fixtures?client=c").status == 200)
        #expect(try names() == ["of-all"])
        try #require(try gateway.control("POST", "reset").status == 200)
        #expect(try names() == [])
    }

    @Test func isFoundAndRemovedByName() throws {
        try put(#"{"name": "n", "method": "GET", "path": "/api/v2/x", "body": {"a": "é"}, "fields": {"A": "b"}}"#)
        let one = try #require(try gateway.control("GET", "fixtures/n").json)
        #expect(one["body"]?["a"] == "é" && one["fields"]?["A"] == "b" && one["status"] == 200)
        #expect(try gateway.control("DELETE", "fixtures/n").status == 200)
        #expect(try gateway.control("GET", "fixtures/n").status == 404)
        #expect(try get("/api/v2/x").status == 404)
    }

    @Test(arguments: [
        (#"{"path": "/api/v2/x"}"#, "method: "), (#"{"method": "HEAD", "path": "/api/v2/x"}"#, "method: "),
        (#"{"method": "GET"}"#, "path: "), (#"{"method": "GET", "path": "/oauth/token"}"#, "path: "),
        (#"{"method": "GET", "path": "/api/v2/x", "status": 199}"#, "status: "),
        (#"{"method": "GET", "path": "/api/v2/x", "status": 600}"#, "status: "),
        (#"{"method": "GET", "path": "/api/v2/x", "status": 204, "body": {}}"#, "body: "),
        (#"{"method": "GET", "path": "/api/v2/x", "body": "{{nope}}"}"#, "body: "),
        (#"{"method": "GET", "path": "/api/v2/{id}", "body": "{{path.other}}"}"#, "body: "),
        (#"{"method": "GET", "path": "/api/v2/x", "fields": {"Content-Length": "1"}}"#, "fields.Content-Length: "),
        (#"{"method": "GET", "path": "/api/v2/x", "fields": {"date": "1"}}"#, "fields.date: "),
        (#"{"method": "GET", "path": "/api/v2/x", "fields": {"a b": "1"}}"#, "fields.a b: "),
        (#"{"method": "GET", "path": "/api/v2/x", "fields": {"a": "1\r\nb: 2"}}"#, "fields.a: "),
        (#"{"method": "GET", "path": "/api/v2/x", "fields": {"a": 1}}"#, "fields.a: "),
        (#"{"method": "GET", "path": "/api/v2/x", "fields": {"": "1"}}"#, "fields.'': "),
        (#"{"method": "GET", "path": "/api/v2/x", "next": 0}"#, "next: "),
        (#"{"method": "GET", "path": "/api/v2/x", "nam": "a"}"#, "nam: "),
        (#"{"method": "GET", "path": "/api/v2/x", "name": ".."}"#, "name: "),
    ])
    func saysWhatIsWrong(stub: String, start: String) throws {
        let answer = try gateway.control("PUT", "fixtures", body: stub)
        #expect(answer.status == 400)
        let text = try #require(answer.json?["error"]?.string)
        #expect(text.hasPrefix(start) && text.contains("allowed: "), "\(text)")
        #expect(try gateway.control("GET", "fixtures").json?["fixtures"] == [])
    }

    /// The size of all together is bounded, and an error changes nothing.
    @Test func holdsSoMuchAndNoMore() throws {
        struct Sized: Rule {
            static let plural = "rules"
            static let limit = 10
            static let sizeLimit = 100
            let name: String
            let match = RuleMatch()
            let life = RuleLife()
            let seed: UInt64 = 0
            let origin = RuleOrigin.control
            let size: Int
        }
        let now = gateway.clock.now
        let store = RuleStore<Sized>([], at: now)
        _ = try store.put(Sized(name: "a", size: 60), inPlaceOf: { _ in false }, at: now)
        _ = try store.put(Sized(name: "b", size: 40), inPlaceOf: { _ in false }, at: now)
        #expect(throws: InputError.self) {
            _ = try store.put(Sized(name: "c", size: 1), inPlaceOf: { _ in false }, at: now)
        }
        #expect(store.all.map(\.rule.name) == ["a", "b"])
        // In the place of another there is room.
        _ = try store.put(Sized(name: "c", size: 40), inPlaceOf: { $0.name == "b" }, at: now)
        #expect(store.all.map(\.rule.name) == ["a", "c"])
    }

    /// Its text counts twice, as it was given and as it is served.
    @Test func countsWhatItHolds() throws {
        let value: JSONValue = [
            "method": "GET", "path": "/api/v2/x", "body": .string(String(repeating: "x", count: 998)),
            "fields": ["A": "bcd"],
        ]
        #expect(try Stub(value, name: "s", number: 1).size == 2 * 1000 + 4)
    }
}
