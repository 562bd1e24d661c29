import Gateway
import HTTPMessages
import JSON
import TestSupport
import Testing

@Suite struct RoutingTests {
    private let gateway: TestGateway
    private let token: String

    init() throws {
        gateway = try TestGateway { configuration in
            configuration.apiPrefix = "/gw/api-path"
            configuration.loginPrefix = "/gw"
        }
        token = try gateway.accessToken()
    }

    /// The path rules decide before any route or token does.
    @Test(arguments: [
        "/api/v2/./users", "/api/v2/../v2/users/me", "/api/v2//users", "//api/v2/users", "/api/v2/users/.",
        "/api/v2/users/..",
        "/api/v2/%2e/users", "/api/v2/%2E%2e/users", "/api/v2/a%2Fb", "/api/v2/a%2fb", "/api/v2/a%5Cb", "/api/v2/a\\b",
        "/api/v2/a%00",
        "/api/v2/%", "/api/v2/%4", "/api/v2/%zz", "/api/v2/%C3%28", "/.", "/..", "//",
    ])
    func refusesPaths(path: String) throws {
        for token in [token, nil] {
            let answer = try gateway.get(path, token: token)
            #expect(answer.status == 400)
            #expect(answer.json?["code"] == "bad.request")
        }
    }

    /// No spelling of a path below /api/v2 gets past the check of its token.
    @Test(arguments: [
        "/api/v2", "/api/v2/", "/api/v2/x", "/%61pi/v2/users/me", "/api/%76%32/users/me", "/api/v2/users/me/",
        "/api/v2/users/me?x=/../y",
        "/api/v2/users;a=b/me", "/api/v2/%25%32%65", "/gw/api-path/api/v2/users/me",
        "http://api.mypurecloud.com/api/v2/users/me",
        "/api/v2/analytics/queues/summary#".replacing("#", with: "%23"),
    ])
    func asksForATokenFirst(path: String) throws {
        for method in ["GET", "HEAD", "POST", "DELETE", "BREW", "OPTIONS"] {
            #expect(try gateway.send(method, path).status == 401)
        }
    }

    @Test(arguments: [
        "/api/v2", "/api/v2/", "/api/v2/x", "/api/v2/Users/me", "/api/v2/users/me/",
        "/api/v2/users//".replacing("//", with: "/"),
        "/api/v2/routing/queues/", "/api/v2x/users/me", "/api", "/API/v2/users/me", "/nothing", "/oauth/",
        "/oauth/token/", "/oauth/Token",
        "/__Admin/health", "/gw", "/gw/api/v2/users/me",
    ])
    func knowsWhatItDoesNotHave(path: String) throws {
        let answer = try gateway.get(path, token: token)
        #expect(answer.status == 404)
        let json = try #require(answer.json)
        #expect(json["code"] == "not.found" && json["status"] == 404)
        #expect(json["message"] == "The requested resource was not found.")
        #expect(json["details"] == [] && json["errors"] == [])
        #expect(json["contextId"]?.string?.count == 36)
    }

    @Test func routesWithAndWithoutPrefix() throws {
        for path in [
            "/gw/api-path/api/v2/analytics/queues/summary", "/api/v2/analytics/queues/summary",
            "/%61pi/v2/analytics/queues/summary",
        ] {
            #expect(try gateway.get(path, token: token).status == 200)
        }
        for path in ["/gw/oauth/token", "/oauth/token"] {
            #expect(
                try gateway.send("POST", path, fields: [TestGateway.basic], body: "grant_type=client_credentials")
                    .status == 200
            )
        }
        #expect(try gateway.get("/api-path/api/v2/users/me", token: token).status == 404)
    }

    /// Prefixes that paths without one begin with as well, as SDKs have them: `/login`, `/api`.
    @Test(arguments: [("/api", "/oauth"), ("/api/v2", "/oauth/token"), ("/api", "/api"), ("/api", "/login")])
    func routesWithAPrefixThatIsAPath(api: String, login: String) throws {
        let gateway = try TestGateway { configuration in
            configuration.apiPrefix = api
            configuration.loginPrefix = login
        }
        let token = try gateway.accessToken()
        for path in [TestGateway.summary, api + TestGateway.summary] {
            #expect(try gateway.get(path, token: token).status == 200, "\(path)")
            #expect(try gateway.get(path, token: nil).status == 401, "\(path)")
        }
        for path in ["/oauth/token", login + "/oauth/token"] {
            let answer = try gateway.send(
                "POST",
                path,
                fields: [TestGateway.basic],
                body: "grant_type=client_credentials"
            )
            #expect(answer.status == 200, "\(path)")
        }
        #expect(try gateway.get(api + "/none", token: token).status == 404)
    }

    @Test(arguments: [
        ("POST", TestGateway.summary, "GET, HEAD, OPTIONS"),
        ("DELETE", "/api/v2/routing/queues/x", "GET, HEAD, OPTIONS"),
        ("GET", "/api/v2/analytics/queues/observations/query", "POST, OPTIONS"),
        ("BREW", TestGateway.summary, "GET, HEAD, OPTIONS"),
        ("TRACE", "/api/v2/users/me", "GET, HEAD, OPTIONS"), ("PUT", "/", "GET, HEAD, OPTIONS"),
        ("GET", "/oauth/token", "POST, OPTIONS"),
    ])
    func namesTheMethodsItHas(method: String, path: String, allowed: String) throws {
        let answer = try gateway.send(method, path, fields: [("Authorization", "Bearer \(token)")])
        #expect(answer.status == 405)
        #expect(answer["Allow"] == allowed)
        #expect(answer.json?["status"] == 405)
    }

    @Test func answersOptionsWithAToken() throws {
        let answer = try gateway.send("OPTIONS", TestGateway.summary, fields: [("Authorization", "Bearer \(token)")])
        #expect(answer.status == 204)
        #expect(answer["Allow"] == "GET, HEAD, OPTIONS")
        #expect(answer.body.isEmpty)
        #expect(try gateway.send("OPTIONS", "*").status == 204)
    }

    @Test func saysWhatItIs() throws {
        let answer = try gateway.send("GET", "/")
        #expect(answer.status == 200)
        #expect(answer["Content-Type"] == "text/plain; charset=utf-8")
        #expect(answer.body.contains("/__admin/settings") && answer.body.contains("no Genesys product"))
        #expect(try gateway.send("GET", "http://localhost").body == answer.body)
    }

    @Test func isNoProxy() throws {
        #expect(try gateway.send("CONNECT", "api.mypurecloud.com:443").status == 501)
    }

    // Fields that every answer of one area has.

    @Test(arguments: ["/api/v2/users/me", TestGateway.summary, "/api/v2/nothing", "/api/nothing", "/api/v2/%2F"])
    func marksAnswersOfTheAPI(path: String) throws {
        for token in [token, nil] {
            let answer = try gateway.get(path, token: token)
            #expect(
                answer["ININ-Correlation-Id"]?.wholeMatch(
                    of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
                ) != nil
            )
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer["Access-Control-Allow-Origin"] == "*")
            #expect(
                answer["Access-Control-Expose-Headers"]?.hasPrefix(
                    """
                    ININ-Correlation-Id, X-Mock-Gateway-Reason, X-Mock-Gateway-Node, X-Mock-Gateway-Answer, \
                    X-Mock-Gateway-Now, Retry-After, WWW-Authenticate, Date
                    """
                ) == true
            )
            #expect(answer["Cache-Control"] == "no-cache, no-store, must-revalidate")
            if let context = answer.json?["contextId"] { #expect(context.string == answer["ININ-Correlation-Id"]) }
            #expect(Set(answer.fields.map(\.name)).count == answer.fields.count)
        }
    }

    @Test func datesAreOnTheRightClock() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1h"}"#)
        #expect(try gateway.summary(token)["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT")
        #expect(try gateway.token()["Date"] == "Fri, 02 Jan 2026 04:04:05 GMT")
        #expect(try gateway.token("grant_type=x")["Date"] == "Fri, 02 Jan 2026 04:04:05 GMT")
        #expect(try gateway.send("GET", "/oauth/token")["Date"] == "Fri, 02 Jan 2026 04:04:05 GMT")
        #expect(try gateway.send("GET", "/")["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT")
        gateway.clock.advance(.milliseconds(999))
        #expect(try gateway.summary(token)["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT")
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.summary(token)["Date"] == "Fri, 02 Jan 2026 03:04:06 GMT")
    }

    @Test(arguments: [
        "/api/v2/analytics/queues/summary", "/oauth/token", "/gw/api-path/api/v2/users/me", "/api/v2/nothing",
    ])
    func answersPreflights(path: String) throws {
        let answer = try gateway.send(
            "OPTIONS",
            path,
            fields: [
                ("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization,content-type,x-custom"),
            ]
        )
        #expect(answer.status == 204)
        #expect(answer["Access-Control-Allow-Origin"] == "*")
        #expect(answer["Access-Control-Allow-Headers"] == "authorization,content-type,x-custom")
        #expect(answer["Access-Control-Allow-Methods"]?.contains("DELETE") == true)
    }

    /// Bytes that are no request are answered in the shape of the area they ask for.
    @Test func answersMalformedRequests() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1h"}"#)
        func refusal(_ text: String) throws -> TestAnswer { try gateway.refusal(of: Array(text.utf8)) }
        let noHost = try refusal("GET /api/v2/x HTTP/1.1\r\n\r\n")
        #expect(noHost.status == 400)
        #expect(noHost.json?["code"] == "bad.request")
        #expect(noHost.json?["message"]?.string?.contains("the Host field is missing") == true)
        #expect(noHost["Access-Control-Allow-Origin"] == "*")
        #expect(noHost["Cache-Control"] == "no-cache, no-store, must-revalidate")
        #expect(noHost["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT")
        #expect(gateway.log.all.last?.hasPrefix("400 GET /api/v2/x: the Host field is missing") == true)
        let large = "HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n"
        let login = try refusal("POST /gw/oauth/token \(large)")
        #expect(login.status == 413)
        #expect(login.json?["code"] == "content.too.large")
        #expect(login.json?["message"] == "The request was refused: the body is larger than 1 MiB.")
        #expect(login["Access-Control-Allow-Origin"] == "*")
        #expect(login["Date"] == "Fri, 02 Jan 2026 04:04:05 GMT")
        #expect(try refusal("POST /__admin/tokens \(large)")["Access-Control-Allow-Origin"] == nil)
        #expect(try refusal("\u{16}\u{03}").status == 400)
        #expect(gateway.log.all.last?.hasPrefix("400 no request: TLS came to a gateway that speaks plain HTTP") == true)
    }
}
