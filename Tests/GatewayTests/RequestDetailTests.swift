import HTTPMessages
import JSON
import OpenSSL
import TestSupport
import Testing

@testable import Gateway
@testable import Journal

/// What the journal keeps of requests.
struct RequestDetailTests {
    let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func set(_ detail: String) throws {
        try #require(try gateway.control("PATCH", "settings", body: #"{"journalDetail": "\#(detail)"}"#).status == 200)
    }

    private func newest(_ query: String = "") throws -> JSONValue {
        try #require(try gateway.control("GET", "requests\(query)").json?["requests"]?.array?.first)
    }

    private func post(_ body: String, _ fields: [(String, String)] = [], client: String = "c") throws -> TestAnswer {
        let token = try gateway.accessToken(client: client)
        let all = [("Authorization", "Bearer \(token)")] + fields
        return try gateway.send("POST", "/api/v2/analytics/queues/observations/query", fields: all, body: body)
    }

    private static func hash(_ secret: String) -> String {
        let hexadecimal = Array("0123456789abcdef")
        return "sha256:"
            + SHA256.hash(Array(secret.utf8)).prefix(6)
            .map { "\(hexadecimal[Int($0 / 16)])\(hexadecimal[Int($0 % 16)])" }.joined()
    }

    @Test func keepsNothingUnlessAsked() throws {
        _ = try post(#"{"a": 1}"#, [("X-Trace", "7")])
        let entry = try newest()
        #expect(entry["fields"] == nil && entry["body"] == nil && entry["bodyBytes"] == nil)
    }

    @Test func keepsFieldsAndNoBody() throws {
        try set("fields")
        _ = try post(#"{"a": 1}"#, [("X-Trace", "7"), ("x-trace", "8"), ("X-Trace", "9")])
        let entry = try newest()
        #expect(entry["fields"]?["X-Trace"] == "7, 9" && entry["fields"]?["x-trace"] == "8")
        #expect(entry["body"] == nil)
        #expect(entry["bodyBytes"] == 8)
    }

    /// A token's hash tells whether two are the same; a short secret leaves nothing.
    @Test func leavesSecretsOut() throws {
        try set("bodies")
        let token = try gateway.accessToken(client: "c")
        let body = """
            {"name": "n", "clientSecret": "short", "refreshToken": "a-refresh-token-of-some-length", "pin": 1234,
             "list": [{"password": "p"}, "\(token)"], "secret": {"inner": ["x", null]}}
            """
        _ = try gateway.send(
            "POST",
            "/api/v2/analytics/queues/observations/query",
            fields: [("Authorization", "Bearer \(token)"), ("Cookie", "sid=1"), ("X-Api-Key", "k"), ("X-T", token)],
            body: body
        )
        let entry = try newest()
        #expect(entry["fields"]?["Authorization"]?.string == "Bearer \(Self.hash(token))")
        #expect(entry["fields"]?["Cookie"] == "***" && entry["fields"]?["X-Api-Key"] == "***")
        #expect(entry["fields"]?["X-T"] == "***")
        let kept = try #require(entry["body"])
        #expect(kept["name"] == "n" && kept["clientSecret"] == "***" && kept["pin"] == "***")
        #expect(kept["refreshToken"]?.string == Self.hash("a-refresh-token-of-some-length"))
        #expect(kept["list"] == [["password": "***"], "***"])
        #expect(kept["secret"] == ["inner": ["***", .null]])
        #expect(!entry.text.contains(token.suffix(20)))
    }

    /// The second refresh used the new token.
    @Test func tellsWhichTokenARefreshUsed() throws {
        try set("bodies")
        let first = try gateway.userTokens().refresh
        let answer = try gateway.token("grant_type=refresh_token&refresh_token=\(first)")
        let second = try #require(answer.json?["refresh_token"]?.string)
        _ = try gateway.token("grant_type=refresh_token&refresh_token=\(second)")
        let entry = try newest()
        #expect(entry["body"]?["grant_type"] == "refresh_token")
        #expect(entry["body"]?["refresh_token"]?.string == Self.hash(second))
        #expect(entry["fields"]?["Authorization"]?.string == "Basic ***")
        for (token, count) in [(first, 1), (second, 1)] {
            let wanted = #"{"body": {"refresh_token": "\#(Self.hash(token))"}, "count": \#(count)}"#
            #expect(try gateway.control("POST", "requests/verify", body: wanted).json?["verified"] == true)
        }
    }

    @Test(arguments: [
        (#"{"queueId": "q-1"}"#, true), (#"{"queueId": "q-2"}"#, false), (#"{"n": 1.50}"#, true),
        (#"{"n": 1.51}"#, false),
        (#"{"filter": {"type": "and"}}"#, true), (#"{"filter": {"type": "and", "x": 1}}"#, false),
        (#"{"metrics": ["b"]}"#, true), (#"{"metrics": ["b", "a"]}"#, true), (#"{"metrics": ["c"]}"#, false),
        (#"{"rows": [{"k": 2}]}"#, true), (#"{"gone": null}"#, true), (#"{"not": null}"#, false), ("{}", true),
        ("[]", false),
    ])
    func findsABodyByAPartOfIt(part: String, isFound: Bool) throws {
        try set("bodies")
        _ = try post(
            #"{"queueId": "q-1", "n": 1.5, "filter": {"type": "and", "of": []}, "metrics": ["a", "b"], "rows": [{"k": 1}, {"k": 2}], "gone": null}"#
        )
        let answer = try gateway.control(
            "POST",
            "requests/verify",
            body: #"{"method": "POST", "path": "/api/v2/**", "body": \#(part)}"#
        )
        #expect(answer.json?["verified"] == .bool(isFound), "\(answer.body)")
    }

    @Test func findsFieldsWhateverTheirCase() throws {
        try set("fields")
        _ = try post("{}", [("X-Trace", "7")])
        func isFound(_ fields: String) throws -> JSONValue? {
            try gateway.control("POST", "requests/verify", body: #"{"fields": \#(fields)}"#).json?["verified"]
        }
        #expect(try isFound(#"{"x-trace": "7"}"#) == true)
        #expect(try isFound(#"{"x-trace": "8"}"#) == false)
        #expect(try isFound(#"{"x-trace": "7", "y": ""}"#) == false)
        let query = "?fields=%7B%22X-TRACE%22%3A%227%22%7D"
        #expect(try gateway.control("GET", "requests\(query)").json?["requests"]?.array?.count == 1)
    }

    /// One client alone is looked at closely.
    @Test func isASettingOfAClientToo() throws {
        try #require(try gateway.control("PUT", "clients/a", body: #"{"journalDetail": "bodies"}"#).status < 300)
        _ = try post(#"{"n": 1}"#, client: "b")
        #expect(try newest()["body"] == nil)
        _ = try post(#"{"n": 1}"#, client: "a")
        #expect(try newest()["body"] == ["n": 1])
    }

    /// A body at the limit is kept, one byte more is not; nor is one that is neither JSON nor a form.
    @Test func keepsBodiesOfSoManyBytes() throws {
        try set("bodies")
        func kept(_ count: Int) throws -> Bool {
            _ = try post("\"\(String(repeating: "x", count: count - 2))\"")
            let entry = try newest()
            #expect(entry["bodyBytes"] == JSONValue(count))
            return entry["body"] != nil
        }
        #expect(try kept(RequestDetail.bodyLimit))
        #expect(try !kept(RequestDetail.bodyLimit + 1))
        _ = try post("neither, nor")
        #expect(try newest()["body"] == nil)
    }

    @Test(arguments: ["?body=nope", "?fields=1", "?fields=%7B%22a%22%3A1%7D"])
    func saysWhatIsWrong(query: String) throws {
        let answer = try gateway.control("GET", "requests\(query)")
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.string?.contains("allowed: ") == true, "\(answer.body)")
    }

    /// The oldest entries lose their details first.
    @Test func keepsAsManyAsFit() {
        var budget = DetailBudget(limit: 100)
        #expect(budget.add(1, size: 60) == [])
        #expect(budget.add(2, size: 40) == [])
        #expect(budget.add(5, size: 1) == [1])
        #expect(budget.add(6, size: 99) == [2])
        #expect(budget.add(7, size: 101) == [5, 6, 7])
        #expect(budget.add(8, size: 100) == [])
        budget.removeAll()
        #expect(budget.add(9, size: 100) == [])
        for id in 10..<5000 { #expect(budget.add(id, size: 100) == [id - 1]) }
    }
}
