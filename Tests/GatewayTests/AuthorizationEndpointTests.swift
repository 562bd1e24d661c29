import Gateway
import JSON
import JWT
import TestSupport
import Testing

@Suite struct AuthorizationEndpointTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private static let client = "client_id=mock-client&redirect_uri=http%3A%2F%2Flocalhost%3A9%2Fback%3Fa%3Db"

    private func authorize(_ query: String) throws -> TestAnswer {
        try gateway.send("GET", "/oauth/authorize?" + query)
    }

    private func value(_ name: String, in location: String?) -> String? {
        location?.split(whereSeparator: { "?&#".contains($0) }).first { $0.hasPrefix(name + "=") }.map {
            String($0.dropFirst(name.count + 1))
        }
    }

    @Test func givesACode() throws {
        let answer = try authorize(Self.client + "&response_type=code&state=x%20%26%C3%A9")
        #expect(answer.status == 302 && answer.body.isEmpty)
        #expect(answer["Cache-Control"] == "no-store")
        let location = try #require(answer["Location"])
        #expect(location.hasPrefix("http://localhost:9/back?a=b&code=") && location.hasSuffix("&state=x%20%26%C3%A9"))
        let code = value("code", in: location) ?? ""
        // Bound to its client and address, and good once.
        let form = "grant_type=authorization_code&code=\(code)&redirect_uri="
        #expect(try gateway.token(form + "http%3A%2F%2Flocalhost%3A9%2F").json?["error"] == "invalid_grant")
        let good = form + "http%3A%2F%2Flocalhost%3A9%2Fback%3Fa%3Db"
        #expect(try gateway.token(good).json?["refresh_token"] != nil)
        #expect(try gateway.token(good).json?["error"] == "invalid_grant")
    }

    /// RFC 7636 appendix B.
    @Test func provesPossession() throws {
        let challenge =
            "&response_type=code&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        let code = value("code", in: try authorize(Self.client + challenge)["Location"]) ?? ""
        let form =
            "grant_type=authorization_code&client_id=mock-client&code=\(code)&redirect_uri=http%3A%2F%2Flocalhost%3A9%2Fback%3Fa%3Db"
        func redeem(_ verifier: String) throws -> TestAnswer {
            try gateway.send("POST", "/oauth/token", body: form + "&code_verifier=" + verifier)
        }
        #expect(try redeem("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX").json?["error"] == "invalid_grant")
        #expect(try redeem("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").status == 200)
    }

    /// The token stands in the fragment, by the issuer's clock, and is a user's.
    @Test func givesAToken() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "expiresIn": "1h"}"#)
        let answer = try authorize(Self.client + "&response_type=token&state=s")
        let location = try #require(answer["Location"])
        #expect(location.hasPrefix("http://localhost:9/back?a=b#access_token="))
        #expect(location.hasSuffix("&expires_in=3600&token_type=bearer&state=s"))
        let token = value("access_token", in: location) ?? ""
        #expect(try gateway.summary(token)["X-Mock-Gateway-Reason"]?.hasPrefix("iat_in_future; ahead_ms=200") == true)
        gateway.clock.advance(.milliseconds(200))
        #expect(try gateway.get("/api/v2/users/me", token: token).status == 200)
    }

    /// If the browser may not be sent to the address, the answer tells the error; otherwise the address gets it.
    @Test(arguments: [
        "response_type=code", "client_id=a&response_type=code", "client_id=a&redirect_uri=nowhere&response_type=code",
        "client_id=a&redirect_uri=%2Fback&response_type=code",
        "client_id=a&redirect_uri=http%3A%2F%2Fa%23b&response_type=code",
        "client_id=a&redirect_uri=http%3A%2F%2Fa%0D%0AX%3A%20y&response_type=code",
        "client_id=a&client_id=b&redirect_uri=http%3A%2F%2Fa",
        "client_id=%zz", "redirect_uri=http%3A%2F%2Fa&response_type=code",
    ])
    func refusesOnTheSpot(query: String) throws {
        let answer = try authorize(query)
        #expect(answer.status == 400 && answer["Location"] == nil)
        #expect(answer.json?["error_description"] != nil)
    }

    @Test(arguments: [
        ("", "unsupported_response_type"), ("&response_type=id_token", "unsupported_response_type"),
        ("&response_type=code&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "invalid_request"),
        ("&response_type=code&code_challenge_method=S256", "invalid_request"),
        ("&response_type=code&code_challenge=x&code_challenge_method=S256", "invalid_request"),
        (
            "&response_type=code&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=plain",
            "invalid_request"
        ),
    ])
    func refusesByRedirect(query: String, error: String) throws {
        let answer = try authorize(Self.client + query + "&state=s")
        #expect(answer.status == 302)
        #expect(value("error", in: answer["Location"]) == error)
        #expect(value("state", in: answer["Location"]) == "s")
    }

    @Test func knowsItsMethods() throws {
        let answer = try gateway.send("PUT", "/oauth/authorize", body: "x")
        #expect(answer.status == 405 && answer["Allow"] == "GET, HEAD, POST, OPTIONS")
    }

    @Test func keepsSecretsOutOfLogAndJournal() throws {
        let answer = try authorize(Self.client + "&response_type=token&state=secret-state")
        let token = value("access_token", in: answer["Location"]) ?? "-"
        let told = gateway.log.all.joined() + (try gateway.control("GET", "requests").body)
        #expect(!told.contains(token) && !told.contains("secret-state"))
        #expect(told.contains("/oauth/authorize"))
    }
}
