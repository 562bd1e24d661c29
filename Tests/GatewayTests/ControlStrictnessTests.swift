import Gateway
import JSON
import TestSupport
import Testing

/// What the control interface took silently, or refused without a name.
@Suite struct ControlStrictnessTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    @Test(
        arguments: [
            (#"{"status": null}"#, "status: null is no value"),
            (#"{"status": 503, "ttl": null}"#, "ttl: null is no value"),
            (#"{"name": "..", "status": 503}"#, "name: .. is no name"),
            (#"{"method": "CONNECT", "status": 503}"#, "DELETE, OPTIONS, TRACE"),
            (#"{"share": -1e-9, "status": 503}"#, "share: -1e-9 is no share"),
            (#"{"error": "rate_limit", "description": "x"}"#, "description: contradicts rate_limit"),
            (#"{"until": "9999-12-31T23:59:59-01:00", "status": 503}"#, "is no instant"),
            (#"{"": 1}"#, "'': is no key here"),
        ]
    )
    func refusesFaults(body: String, message: String) throws {
        let answer = try gateway.control("POST", "faults", body: body)
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.string?.contains(message) == true, "\(answer.body)")
        #expect(try gateway.control("GET", "faults").json == ["faults": []])
    }

    @Test func showsANewFaultAsItIsListed() throws {
        let made = try gateway.control("POST", "faults", body: #"{"name": "a", "path": "/x", "status": 503}"#)
        #expect(made.status == 201)
        #expect(try gateway.control("GET", "faults/a").json == made.json)
    }

    /// To a Swift string a slash with an accent is another character.
    @Test func takesAnyCharacterInAPath() throws {
        let path = "/\u{301}a/*"
        let made = try gateway.control("POST", "faults", body: "{\"path\": \"\(path)\", \"status\": 503}")
        #expect(made.json?["path"]?.string?.unicodeScalars.elementsEqual(path.unicodeScalars) == true, "\(made.body)")
    }

    @Test func hasNoClientThatNoPathLeadsTo() throws {
        let answer = try gateway.control("PUT", "clients/%2e%2e", body: "{}")
        #expect(answer.status == 400 && answer.json?["error"] != nil)
    }

    /// A filter that is not heeded would do more than was asked for.
    @Test(
        arguments: [("DELETE", "clients/a?client=a"), ("DELETE", "faults/f?client=a"), ("POST", "reset?a")]
    )
    func refusesAQueryThatSaysNothing(method: String, path: String) throws {
        let token = try gateway.accessToken()
        _ = try gateway.summary(token)
        let answer = try gateway.control(method, path)
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.string?.hasPrefix("the query: ") == true)
        #expect(try gateway.control("GET", "requests").json?["requests"]?.array?.isEmpty == false)
    }

    @Test func asksForANameInAQuery() throws {
        let answer = try gateway.control("GET", "requests?=a")
        #expect(answer.json?["error"]?.string?.hasPrefix("the query has a value without a name") == true)
    }

    @Test func refusesInItsOwnShape() throws {
        let answers = [
            try gateway.send("GET", "/__admin/faults/%2f"), try gateway.send("GET", "/__admin/../x"),
            try gateway.refusal(of: Array("GET /__admin/health HTTP/1.1\r\n\r\n".utf8)),
        ]
        for answer in answers {
            #expect(answer.status == 400)
            #expect(answer.json?.object?.keys == ["error"], "\(answer.body)")
            #expect(answer["Content-Type"] == "application/json")
        }
        let authority = try TestGateway { $0.authorityPEM = Array("x".utf8) }
        let answer = try authority.control("POST", "ca.pem")
        #expect(answer.status == 405 && answer["Allow"] == "GET" && answer.json?["error"] != nil)
    }

    /// Of whole milliseconds or microseconds, a bound between two of them keeps its meaning.
    @Test func comparesWithFractions() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms"}"#)
        _ = try gateway.summary(try gateway.accessToken())
        for (criterion, count) in [
            ("aheadMs=200", 1), ("aheadMs=199.5", 0), ("minAheadMs=199.5", 1), ("minAheadMs=200.5", 0),
            ("maxAheadMs=199.5", 0), ("maxAheadMs=200.5", 1), ("maxDurationMs=-0.0001", 0),
        ] {
            let found = try gateway.control("GET", "requests?\(criterion)").json?["requests"]?.array?.count
            #expect(found == count, "\(criterion)")
        }
    }

    /// Clients and faults come in parts, in one order, none twice and none left out.
    @Test func listsInParts() throws {
        let gateway = try TestGateway()
        for number in 0..<5 {
            _ = try gateway.control("PUT", "clients/c\(number)", body: "{}")
            _ = try gateway.control("POST", "faults", body: #"{"name": "f\#(4 - number)", "status": 503, "next": 1}"#)
        }
        for (listing, name, all) in [
            ("clients", "id", ["c0", "c1", "c2", "c3", "c4"]), ("faults", "name", ["f4", "f3", "f2", "f1", "f0"]),
        ] {
            var seen: [String] = []
            var query = "?limit=2"
            while true {
                let part = try gateway.control("GET", listing + query).json
                seen += (part?[listing]?.array ?? []).compactMap { $0[name]?.string }
                guard part?["more"] == true else { break }
                query = "?limit=2&after=\(seen.last ?? "")"
            }
            #expect(seen == all)
            for query in ["?limit=0", "?limit=100001", "?after=", "?page=2", "?limit=1&limit=2", "?after=%zz"] {
                #expect(try gateway.control("GET", listing + query).status == 400, "\(query)")
            }
        }
    }
}
