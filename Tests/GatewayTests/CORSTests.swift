import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// What pages of other origins may read.
struct CORSTests {
    /// Read without being named (Fetch §2.2.4), or no business of a page's.
    private static let others: Set<String> = [
        "cache-control", "content-type", "pragma", "vary", "access-control-allow-origin",
        "access-control-expose-headers", "access-control-allow-credentials", "access-control-allow-methods",
        "access-control-max-age", "access-control-allow-headers", "content-security-policy",
    ]

    /// Every kind of answer: none has a field that the list forgets.
    @Test func exposesEveryField() throws {
        let gateway = try TestGateway {
            $0.definitions.settings.rateLimit = RateLimit("1000/min")
            $0.definitions.settings.stormLimit = 5
        }
        _ = try gateway.control("PATCH", "settings", body: #"{"nodes": "0ms,1ms"}"#)
        let token = try gateway.accessToken()
        var answers: [TestAnswer] = []
        for path in [TestGateway.summary, "/api/v2/nothing", "/api/nothing", "/api/v2/users/me", "/api//v2", "/logout"]
        {
            for method in ["GET", "HEAD", "POST", "OPTIONS", "DELETE"] {
                for fields in [[("Authorization", "Bearer \(token)"), ("Content-Encoding", "gzip")], []] {
                    answers.append(try gateway.send(method, path, fields: fields, body: method == "POST" ? "x" : ""))
                }
            }
        }
        answers.append(try gateway.send("OPTIONS", "/oauth/token", fields: [("Access-Control-Request-Method", "POST")]))
        let authorize = "/oauth/authorize?client_id=c&redirect_uri=http://a/&response_type=code"
        answers.append(try gateway.get(authorize, token: nil))
        answers.append(try gateway.token())
        answers.append(try gateway.token("grant_type=x"))
        _ = try gateway.control("PUT", "clients/closed", body: #"{"secret": "s3"}"#)
        answers.append(try gateway.token(client: "closed", secret: "wrong"))
        for fault in [
            #"{"status": 429, "retryAfter": "3s"}"#, #"{"status": 401}"#, #"{"status": 403, "permissions": ["a"]}"#,
            #"{"status": 503, "retryAfter": "date+3s"}"#,
        ] {
            _ = try gateway.control("PUT", "faults", body: #"{"faults": [\#(fault)]}"#)
            answers.append(try gateway.summary(token))
            answers.append(try gateway.token())
        }
        for answer in answers {
            let exposed = Set(
                (answer["Access-Control-Expose-Headers"] ?? "").split(separator: ", ").map { $0.lowercased() }
            )
            let names = Set(answer.fields.map { $0.name.lowercased() })
            #expect(names.subtracting(exposed).subtracting(Self.others).isEmpty, "\(answer.status): \(answer.fields)")
        }
        #expect(Set(answers.map(\.status)).isSuperset(of: [200, 204, 302, 400, 401, 403, 404, 405, 415, 429, 503]))
    }

    private static let origin = ("Origin", "https://app.example:8443")

    /// With cookies of the browser's own, `*` is not enough: the origin by name, and leave for credentials.
    @Test func allowsCredentials() throws {
        let gateway = try TestGateway { $0.definitions.settings.corsCredentials = true }
        let token = try gateway.accessToken()
        let preflight = [Self.origin, ("Access-Control-Request-Method", "GET")]
        for answer in [
            try gateway.send("GET", TestGateway.summary, fields: [Self.origin, ("Authorization", "Bearer \(token)")]),
            try gateway.send("GET", TestGateway.summary, fields: [Self.origin]),
            try gateway.send("POST", "/oauth/token", fields: [Self.origin, TestGateway.basic], body: "grant_type=x"),
            try gateway.send("OPTIONS", "/oauth/token", fields: preflight),
            try gateway.send("OPTIONS", TestGateway.summary, fields: preflight),
        ] {
            #expect(answer["Access-Control-Allow-Origin"] == Self.origin.1, "\(answer.status)")
            #expect(answer["Access-Control-Allow-Credentials"] == "true")
            #expect(answer.fields.contains { $0.name == "Vary" && $0.value == "Origin" })
            #expect(answer["Access-Control-Expose-Headers"]?.contains("X-Mock-Gateway-Reason") == true)
        }
        // Without an origin there is no page.
        #expect(try gateway.summary(token)["Access-Control-Allow-Credentials"] == nil)
        // The control interface stays closed to pages.
        let control = try gateway.send("GET", "/__admin/settings", fields: [Self.origin])
        #expect(control.status == 403 && control["Access-Control-Allow-Origin"] == nil)
    }

    @Test func allowsNoneByItself() throws {
        let gateway = try TestGateway()
        let answer = try gateway.send("GET", TestGateway.summary, fields: [Self.origin])
        #expect(answer["Access-Control-Allow-Origin"] == "*" && answer["Access-Control-Allow-Credentials"] == nil)
    }
}
