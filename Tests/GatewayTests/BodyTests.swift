import JSON
import TestSupport
import Testing

@testable import Gateway

/// Bodies in other encodings, and addresses that were put together wrongly.
struct BodyTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    /// RFC 9110 §15.5.16: the answer says what would have been taken.
    @Test(arguments: [
        ("POST", "/oauth/token"), ("PATCH", "/__admin/settings"),
        ("POST", "/api/v2/analytics/queues/observations/query"),
    ])
    func refusesEncodedBodies(method: String, path: String) throws {
        let token = try gateway.accessToken()
        let encoded = [("Authorization", "Bearer \(token)"), ("Content-Encoding", "gzip")]
        let answer = try gateway.send(method, path, fields: encoded, body: "\u{1F}\u{8B}")
        #expect(answer.status == 415 && answer["Accept-Encoding"] == "identity", "\(answer.body)")
        #expect(answer.body.contains("Content-Encoding"))
        let plain = [("Authorization", "Bearer \(token)"), ("Content-Encoding", "Identity")]
        #expect(try gateway.send(method, path, fields: plain, body: "{}").status != 415)
        // An empty body is not encoded.
        #expect(try gateway.send(method, path, fields: encoded).status != 415)
    }

    /// An editor's byte order mark is no error (RFC 8259 §8.1), and no part of an answer.
    @Test func takesAByteOrderMark() throws {
        let patched = try gateway.control("PATCH", "settings", body: "\u{FEFF}{\"offset\": \"7ms\"}")
        #expect(patched.json?["offsetMs"] == 7)
        let file = FixtureSet.File(path: "api/v2/x/GET.json", contents: Array("\u{FEFF}{\"a\": 1}\n".utf8))
        let other = try TestGateway(overrides: [file])
        #expect(try other.get("/api/v2/x", token: try other.accessToken()).body == #"{"a": 1}"#)
        #expect(throws: JSONError.self) { try JSONParser.parse(Array("\u{FEFF}\u{FEFF}{}".utf8)) }
    }

    /// In a token nothing is forgiven.
    @Test func takesNoneInAToken() throws {
        #expect(throws: JSONError.self) { try JSONParser.parse(Array("\u{FEFF}{}".utf8)) }
    }

    @Test(arguments: ["//oauth/token", "/oauth//token", "/api/v2//users/me", "//api/v2/users/me"])
    func asksAboutTheBaseURL(path: String) throws {
        let answer = try gateway.send("POST", path)
        #expect(answer.status == 400)
        #expect(answer.body.contains("the path has an empty segment: does your base URL end in a slash?"))
        #expect(gateway.log.all.last?.contains("does your base URL end in a slash?") == true)
    }

    @Test(arguments: ["/api/v2/../x", "/api/v2/%2F", "/a/%zz", "/a/./b"])
    func saysLessOfOtherPaths(path: String) throws {
        #expect(try gateway.send("GET", path).body.contains("the path has a bad segment or escape"))
    }

    @Test func refusesTwoFilesForOneAnswer() throws {
        func set(_ names: String...) throws -> FixtureSet {
            try FixtureSet(
                overrides: names.map { FixtureSet.File(path: "api/v2/x/\($0)", contents: Array("{}\n".utf8)) }
            )
        }
        let error = #expect(throws: FixtureError.self) { try set("GET.json", "GET.200.json") }
        #expect(error?.description.contains("has GET.json and GET.200.json, which are the same answer") == true)
        _ = try set("GET.json", "GET.404.json")
        _ = try set("GET.200.json")
        _ = try set("GET.201.json", "GET@a.json")
    }
}
