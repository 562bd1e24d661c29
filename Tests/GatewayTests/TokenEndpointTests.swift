import Gateway
import JSON
import JWT
import OpenSSL
import TestSupport
import Testing

@Suite struct TokenEndpointTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func post(_ body: String, authorization: String? = TestGateway.basic.1, type: String? = nil) throws
        -> TestAnswer
    {
        var fields: [(String, String)] = []
        if let authorization { fields.append(("Authorization", authorization)) }
        if let type { fields.append(("Content-Type", type)) }
        return try gateway.send("POST", "/oauth/token", fields: fields, body: body)
    }

    private func claims(_ token: String?) throws -> JSONObject {
        try ParsedToken(Array(try #require(token).utf8).span).claims()
    }

    private func expectError(
        _ answer: TestAnswer,
        _ code: String,
        description: String? = nil,
        _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == 400, sourceLocation: place)
        #expect(answer.json?["error"]?.string == code, sourceLocation: place)
        #expect(answer.json?["description"] == answer.json?["error_description"], sourceLocation: place)
        #expect(answer.json?.object?.keys == ["error", "description", "error_description"], sourceLocation: place)
        #expect(
            (answer["WWW-Authenticate"] == #"Basic realm="mock-gateway""#) == (code == "invalid_client"),
            sourceLocation: place
        )
        if let description { #expect(answer.json?["description"]?.string == description, sourceLocation: place) }
    }

    @Test(arguments: [
        ("GET", "/oauth/token", "POST, OPTIONS"), ("HEAD", "/oauth/token", "POST, OPTIONS"),
        ("DELETE", "/oauth/authorize", "GET, HEAD, POST, OPTIONS"), ("POST", "/logout", "GET, HEAD, OPTIONS"),
        ("BREW", "/logout", "GET, HEAD, OPTIONS"),
    ])
    func refusesOtherMethods(method: String, path: String, allowed: String) throws {
        let answer = try gateway.send(method, path)
        #expect(answer.status == 405 && answer["Allow"] == allowed, "\(answer.status) \(answer.fields)")
    }

    @Test(arguments: ["/oauth/token/", "/oauth/tokens", "/oauth", "/oauth/", "/oauth/authorize/", "/logout/"])
    func hasNothingElse(path: String) throws {
        for method in ["GET", "POST", "HEAD"] { #expect(try gateway.send(method, path).status == 404) }
    }

    /// HEAD is answered wherever GET is.
    @Test(arguments: ["/logout", "/oauth/authorize?client_id=c&redirect_uri=http://a/&response_type=code"])
    func answersHead(target: String) throws {
        let (get, head) = (try gateway.send("GET", target), try gateway.send("HEAD", target))
        #expect(get.status < 400 && head.status == get.status)
    }

    /// Each token names its own client and subject, whoever had the one before.
    @Test func namesItsOwnClient() throws {
        for client in ["a", "ab", "mock-client", "a", "a", "cafe\u{301}", "caf\u{E9}", "a\"", "a"] {
            for isUser in [false, true, false] {
                let token = isUser ? try gateway.userTokens().access : try gateway.accessToken(client: client)
                let body = JSONValue.object(JSONObject([.init(key: "token", value: .string(token))])).text
                let claims = try gateway.control("POST", "tokens/inspect", body: body).json?["claims"]
                let told = ["client_id", "sub"].map { Array((claims?[$0]?.string ?? "").utf8) }
                let user = ["mock-client", BuiltInUser.id].map { Array($0.utf8) }
                #expect(told == (isUser ? user : [Array(client.utf8), Array(client.utf8)]))
                #expect(try gateway.summary(token).status == 200)
            }
        }
        // Two clients in turn, for the same user.
        for client in ["a", "b", "a"] {
            let body = #"{"code": true, "clientId": "\#(client)"}"#
            let code = try #require(try gateway.control("POST", "tokens", body: body).json?["code"]?.string)
            let form = "grant_type=authorization_code&code=\(code)&redirect_uri=http%3A%2F%2Flocalhost"
            let token = try gateway.token(form, client: client).json?["access_token"]?.string ?? ""
            let told = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json?["claims"]
            #expect(told?["client_id"]?.string == client && told?["sub"]?.string == BuiltInUser.id)
        }
    }

    @Test func issuesForClientCredentials() throws {
        let answer = try post("grant_type=client_credentials")
        #expect(answer.status == 200)
        #expect(answer["Cache-Control"] == "no-store")
        #expect(answer["Content-Type"] == "application/json")
        let json = try #require(answer.json?.object)
        #expect(json.keys == ["access_token", "token_type", "expires_in"])
        #expect(json["token_type"] == "bearer")
        #expect(json["expires_in"] == 86400)
        let claims = try claims(json["access_token"]?.string)
        #expect(claims.keys == ["iss", "client_id", "sub", "iat", "nbf", "exp", "jti"])
        #expect(
            claims["iss"] == "mock-gateway" && claims["client_id"] == "mock-client" && claims["sub"] == "mock-client"
        )
        #expect(claims["iat"] == 1_767_323_045 && claims["nbf"] == claims["iat"] && claims["exp"] == 1_767_409_445)
    }

    @Test func everyTokenDiffers() throws {
        #expect(try post("grant_type=client_credentials").body != (try post("grant_type=client_credentials").body))
    }

    @Test func stampsByTheIssuersClock() throws {
        gateway.clock.advance(.milliseconds(123))
        _ = try gateway.control(
            "PATCH",
            "settings",
            body: #"{"offset": "-300ms", "tokenLifetime": "90s", "expiresIn": "1h"}"#
        )
        let json = try #require(try post("grant_type=client_credentials").json)
        let claims = try claims(json["access_token"]?.string)
        #expect(claims["iat"]?.number?.text == "1767323044.823")
        #expect(claims["exp"]?.number?.text == "1767323134.823")
        #expect(json["expires_in"] == 3600)
        _ = try gateway.control("PATCH", "settings", body: #"{"timestampPrecision": "seconds", "expiresIn": null}"#)
        let floored = try #require(try post("grant_type=client_credentials").json)
        #expect(try self.claims(floored["access_token"]?.string)["iat"] == 1_767_323_044)
        #expect(floored["expires_in"] == 90)
    }

    @Test func refreshesAndSpends() throws {
        let tokens = try gateway.userTokens()
        let first = try post("grant_type=refresh_token&refresh_token=\(tokens.refresh)")
        #expect(first.status == 200)
        let next = try #require(first.json?["refresh_token"]?.string)
        #expect(next != tokens.refresh)
        #expect(try claims(first.json?["access_token"]?.string)["sub"]?.string == BuiltInUser.id)
        #expect(try post("grant_type=refresh_token&refresh_token=\(next)").status == 200)
        expectError(try post("grant_type=refresh_token&refresh_token=\(tokens.refresh)"), "invalid_grant")
    }

    @Test func refreshTokensBelongToTheirClient() throws {
        let tokens = try gateway.userTokens()
        let form = "grant_type=refresh_token&refresh_token=\(tokens.refresh)"
        expectError(try post(form, authorization: "Basic b3RoZXI6eA=="), "invalid_grant")
        expectError(
            try post(form + "&client_id=mock-client", authorization: nil),
            "invalid_client",
            description: "authentication failed"
        )
        // The attempts of others have not spent it.
        #expect(try post(form).status == 200)
    }

    /// 30 days on the issuer's clock.
    @Test func refreshTokensExpire() throws {
        let tokens = try gateway.userTokens()
        gateway.clock.advance(.seconds(30 * 86_400) - .milliseconds(1))
        let answer = try post("grant_type=refresh_token&refresh_token=\(tokens.refresh)")
        #expect(answer.status == 200)
        gateway.clock.advance(.seconds(30 * 86_400))
        let next = answer.json?["refresh_token"]?.string ?? ""
        expectError(try post("grant_type=refresh_token&refresh_token=\(next)"), "invalid_grant")
    }

    private func code(_ body: String = #"{"code": true}"#) throws -> String {
        try #require(try gateway.control("POST", "tokens", body: body).json?["code"]?.string)
    }

    private func redeem(
        _ code: String,
        redirect: String = "http%3A%2F%2Fa%2Fb",
        extra: String = "",
        authorization: String? = TestGateway.basic.1
    ) throws -> TestAnswer {
        try post(
            "grant_type=authorization_code&code=\(code)&redirect_uri=\(redirect)\(extra)",
            authorization: authorization
        )
    }

    @Test func codesWorkOnce() throws {
        let code = try code()
        let answer = try redeem(code)
        #expect(answer.json?.object?.keys == ["access_token", "refresh_token", "token_type", "expires_in"])
        expectError(try redeem(code), "invalid_grant")
    }

    /// Five minutes on the issuer's clock.
    @Test func codesExpire() throws {
        let good = try code()
        let late = try code()
        gateway.clock.advance(.seconds(300) - .milliseconds(1))
        #expect(try redeem(good).status == 200)
        gateway.clock.advance(.milliseconds(1))
        expectError(try redeem(late), "invalid_grant")
    }

    @Test func codesAreBound() throws {
        let bound = try code(#"{"code": true, "clientId": "mock-client", "redirectUri": "http://a/b"}"#)
        expectError(try redeem(bound, redirect: "http%3A%2F%2Fa%2Fb%2F"), "invalid_grant")
        expectError(try redeem(bound, authorization: "Basic b3RoZXI6eA=="), "invalid_grant")
        #expect(try redeem(bound).status == 200)
    }

    /// RFC 6749 §2.3.1: an id that a form would encode may come either way.
    @Test(arguments: ["Basic bXkrY2xpZW50OnM=", "Basic bXklMjBjbGllbnQ6cw==", "Basic bXkgY2xpZW50OnM="])
    func matchesIdsRawOrDecoded(authorization: String) throws {
        let code = try code(#"{"code": true, "clientId": "my client"}"#)
        let answer = try redeem(code, authorization: authorization)
        #expect(try claims(answer.json?["access_token"]?.string)["client_id"] == "my client")
        let refresh = answer.json?["refresh_token"]?.string ?? ""
        #expect(
            try post("grant_type=refresh_token&refresh_token=\(refresh)", authorization: authorization).status == 200
        )
    }

    /// Two spellings of one character are not the same address (RFC 6749 §4.1.3).
    @Test func comparesBytes() throws {
        let code = try code(#"{"code": true, "redirectUri": "http://h/\u00e9"}"#)
        expectError(try redeem(code, redirect: "http%3A%2F%2Fh%2Fe%CC%81"), "invalid_grant")
        #expect(try redeem(code, redirect: "http%3A%2F%2Fh%2F%C3%A9").status == 200)
    }

    /// The example of RFC 7636, appendix B.
    @Test func provesPossession() throws {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        let code = try code(#"{"code": true, "codeChallenge": "\#(challenge)"}"#)
        expectError(try redeem(code), "invalid_grant")
        expectError(
            try redeem(code, extra: "&code_verifier=\(verifier.dropLast())X&client_id=p", authorization: nil),
            "invalid_grant"
        )
        let answer = try redeem(code, extra: "&code_verifier=\(verifier)&client_id=p", authorization: nil)
        #expect(answer.status == 200)
        let refresh = try #require(answer.json?["refresh_token"]?.string)
        #expect(
            try post("grant_type=refresh_token&refresh_token=\(refresh)&client_id=p", authorization: nil).status == 200
        )
        // `gc` sends Basic with an empty secret beside it.
        let other = try redeem(
            try self.code(),
            extra: "&code_verifier=\(verifier)&client_id=p",
            authorization: "Basic cDo="
        )
        #expect(other.status == 200)
    }

    @Test func takesSAMLAssertions() throws {
        let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer"
        #expect(try post(grant + "&orgName=o&assertion=PHNhbWw%2B").json?["refresh_token"] != nil)
        expectError(try post(grant + "&assertion=x"), "invalid_request", description: "orgName is missing")
        expectError(try post(grant + "&orgName=o"), "invalid_request", description: "assertion is missing")
    }

    @Test(
        arguments: [
            (nil, "client not found"), ("Basic", "client not found"), ("Basic !!!", "client not found"),
            ("Basic YWJj", "client not found"),
            ("Basic OnNlY3JldA==", "client not found"), ("Bearer abc", "client not found"),
            ("Basic Y2xpZW50Og==", "authentication failed"),
        ] as [(String?, String)]
    )
    func refusesClients(authorization: String?, description: String) throws {
        expectError(
            try post("grant_type=client_credentials", authorization: authorization),
            "invalid_client",
            description: description
        )
    }

    /// `a:b:c` is client `a` with the secret `b:c`; `basic` in any case; bytes that are no UTF-8 are Latin-1.
    @Test(arguments: [
        ("Basic YTpiOmM=", "a"), ("bAsIc YTpiOmM=", "a"), ("Basic Y+k6eA==", "cé"), ("Basic Y8OpOng=", "cé"),
    ])
    func readsBasic(authorization: String, client: String) throws {
        let answer = try post("grant_type=client_credentials", authorization: authorization)
        #expect(try claims(answer.json?["access_token"]?.string)["client_id"]?.string == client)
    }

    @Test(arguments: [
        ("", "invalid_request"), ("grant_type=", "invalid_request"), ("grant_type=password", "unsupported_grant_type"),
        ("grant_type=Client_Credentials", "unsupported_grant_type"),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        ("grant_type=client%5fcredential%zz", "invalid_request"), ("grant_type=refresh_token", "invalid_request"),
        ("grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        ("grant_type=authorization_code", "invalid_request"),
        ("grant_type=authorization_code&code=x", "invalid_request"),
        ("grant_type=authorization_code&code=x&redirect_uri=y", "invalid_grant"),
        ("%FF=1&grant_type=client_credentials", "invalid_request"),
    ])
    func refusesForms(body: String, code: String) throws {
        expectError(try post(body), code)
    }

    @Test(arguments: [
        "grant_type=client%5Fcredentials", "a=b&&grant_type=client_credentials&", "x&grant_type=client_credentials",
        "scope=a+b%20c&grant_type=client_credentials",
    ])
    func readsForms(body: String) throws {
        #expect(try post(body).status == 200)
    }

    @Test(arguments: [
        ("application/x-www-form-urlencoded", 200), ("Application/X-WWW-Form-Urlencoded ; charset=utf-8", 200),
        ("application/json", 400), ("text/plain", 400),
    ])
    func looksAtTheContentType(type: String, status: Int) throws {
        #expect(try post("grant_type=client_credentials", type: type).status == status)
    }

    @Test func readsChunkedForms() throws {
        let bytes = Array(
            "POST /oauth/token HTTP/1.1\r\nHost: a\r\nAuthorization: \(TestGateway.basic.1)\r\nTransfer-Encoding: chunked\r\n\r\nB\r\ngrant_type=\r\n12;x=y\r\nclient_credentials\r\n0\r\nT: u\r\n\r\n"
                .utf8
        )
        #expect(try gateway.send(bytes).status == 200)
    }
}
