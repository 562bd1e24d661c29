import JSON
import TestSupport
import Testing

@testable import Gateway

/// Tokens that are taken back.
struct RevocationTests {
    let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func refresh(_ token: String) throws -> TestAnswer {
        try gateway.token("grant_type=refresh_token&refresh_token=\(token)")
    }

    private func isRevoked(_ token: String) throws -> Bool {
        let answer = try gateway.summary(token)
        return answer.status == 401 && answer["X-Mock-Gateway-Reason"] == "revoked"
            && answer.body == FixtureSet.unauthorized
    }

    @Test func logsOut() throws {
        let tokens = try gateway.userTokens()
        let other = try gateway.accessToken()
        let answer = try gateway.send(
            "DELETE",
            "/api/v2/tokens/me",
            fields: [("Authorization", "Bearer \(tokens.access)")]
        )
        #expect(answer.status == 204 && answer.body.isEmpty)
        #expect(try isRevoked(tokens.access))
        #expect(try gateway.summary(other).status == 200)
        let inspection = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(tokens.access)"}"#)
        #expect(inspection.json?["reason"] == "revoked" && inspection.json?["verdict"] == "refused")
        let entry = try gateway.control("GET", "requests?reason=revoked").json?["requests"]?.array?.first
        #expect(entry?["verdict"] == "refused" && entry?["status"] == 401)
        // The session itself goes on.
        #expect(try gateway.summary(try refresh(tokens.refresh).json?["access_token"]?.string).status == 200)
    }

    @Test func revokesByTokenAndByID() throws {
        let first = try gateway.accessToken()
        let answer = try gateway.control("POST", "tokens/revoke", body: #"{"token": "\#(first)"}"#)
        #expect(answer.json?["revoked"] == "access_token")
        #expect(try isRevoked(first))
        let second = try gateway.accessToken()
        let id = try #require(
            try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(second)"}"#).json?["claims"]?["jti"]?
                .string
        )
        _ = try gateway.control("POST", "tokens/revoke", body: #"{"tokenId": "\#(id)"}"#)
        #expect(try isRevoked(second))
        _ = try gateway.control("POST", "reset")
        #expect(try gateway.summary(first).status == 200)
    }

    /// A token without an id is known by its signature.
    @Test func revokesTokensWithoutID() throws {
        let token = TestGateway.sign(#"{"client_id":"c","iat":1767323045,"exp":1767409445}"#)
        let twin = TestGateway.sign(#"{"client_id":"d","iat":1767323045,"exp":1767409445}"#)
        _ = try gateway.control("POST", "tokens/revoke", body: #"{"token": "\#(token)"}"#)
        #expect(try isRevoked(token))
        #expect(try gateway.summary(twin).status == 200)
    }

    /// RFC 7009 §2.1: revoking a refresh token revokes all that came from the same grant.
    @Test func revokesARefreshTokenWithAllOfItsSignIn() throws {
        let tokens = try gateway.userTokens()
        let others = try gateway.userTokens()
        let next = try #require(try refresh(tokens.refresh).json)
        let answer = try gateway.control(
            "POST",
            "tokens/revoke",
            body: #"{"token": "\#(next["refresh_token"]?.string ?? "")"}"#
        )
        #expect(answer.json?["revoked"] == "refresh_token")
        #expect(try isRevoked(tokens.access))
        #expect(try isRevoked(next["access_token"]?.string ?? ""))
        #expect(try refresh(next["refresh_token"]?.string ?? "").json?["error"] == "invalid_grant")
        #expect(try gateway.summary(others.access).status == 200)
        #expect(try refresh(others.refresh).status == 200)
    }

    @Test(arguments: ["{}", #"{"token": "x"}"#, #"{"token": "x", "tokenId": "y"}"#, #"{"token": 1}"#])
    func refusesWhatIsNoToken(body: String) throws {
        let answer = try gateway.control("POST", "tokens/revoke", body: body)
        #expect(answer.status == 400 && answer.json?["error"]?.string?.contains("allowed") == true)
    }

    /// RFC 9700 §4.14.2: it cannot be told who has the tokens that came after a spent one.
    @Test func reuseRevokesWhatCameAfter() throws {
        let tokens = try gateway.userTokens()
        let next = try #require(try refresh(tokens.refresh).json)
        #expect(try refresh(tokens.refresh).json?["error"] == "invalid_grant")
        #expect(try isRevoked(next["access_token"]?.string ?? ""))
        #expect(try isRevoked(tokens.access))
        #expect(try refresh(next["refresh_token"]?.string ?? "").json?["error"] == "invalid_grant")
    }

    /// Another client that replays it cannot end the session.
    @Test func reuseByAnotherClientRevokesNothing() throws {
        let tokens = try gateway.userTokens()
        let next = try #require(try refresh(tokens.refresh).json)
        let stranger = try gateway.token(
            "grant_type=refresh_token&refresh_token=\(tokens.refresh)",
            client: "stranger"
        )
        #expect(stranger.json?["error"] == "invalid_grant")
        #expect(try gateway.summary(next["access_token"]?.string).status == 200)
    }

    @Test func reuseCanBeJustRefused() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"refreshReuse": "refuse"}"#)
        let tokens = try gateway.userTokens()
        let next = try #require(try refresh(tokens.refresh).json)
        #expect(try refresh(tokens.refresh).json?["error"] == "invalid_grant")
        #expect(try gateway.summary(next["access_token"]?.string).status == 200)
        #expect(try refresh(next["refresh_token"]?.string ?? "").status == 200)
    }

    /// RFC 6749 §4.1.2: a code that comes again revokes its tokens.
    @Test func aCodeThatComesAgainRevokesItsTokens() throws {
        let code = try gateway.control("POST", "tokens", body: #"{"code": true}"#).json?["code"]?.string ?? ""
        let form = "grant_type=authorization_code&code=\(code)&redirect_uri=http%3A%2F%2Flocalhost"
        let token = try gateway.token(form).json?["access_token"]?.string ?? ""
        #expect(try gateway.summary(token).status == 200)
        #expect(try gateway.token(form).json?["error"] == "invalid_grant")
        #expect(try isRevoked(token))
    }

    @Test func idsTellTheSignIn() throws {
        let tokens = try gateway.userTokens()
        let next = try refresh(tokens.refresh).json?["access_token"]?.string ?? ""
        let ids = try [tokens.access, next].map { token in
            try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json?["claims"]?["jti"]?
                .string
                ?? ""
        }
        #expect(ids[0] != ids[1] && SignIn.id(ofToken: ids[0]) == SignIn.id(ofToken: ids[1]))
        #expect(ids[0].hasSuffix(".1") && ids[1].hasSuffix(".2"))
        #expect(SignIn.id(ofToken: "no-sign-in") == nil)
    }
}
