import JSON
import TestSupport
import Testing

@testable import Gateway

/// Refresh tokens and codes that come twice.
struct RefreshReuseTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func refresh(_ token: String) throws -> TestAnswer {
        try gateway.token("grant_type=refresh_token&refresh_token=\(token)")
    }

    /// Two tabs that refresh at once get the same refresh token, up to the interval and not at its end.
    @Test(arguments: [(0, true), (9_999, true), (10_000, false)])
    func answersAgainWithinTheInterval(milliseconds: Int, isGood: Bool) throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"refreshReuseInterval": "10s"}"#)
        let first = try gateway.userTokens().refresh
        let one = try refresh(first)
        gateway.clock.advance(.milliseconds(milliseconds))
        let other = try refresh(first)
        #expect(other.status == (isGood ? 200 : 400))
        let successor = try #require(one.json?["refresh_token"]?.string)
        if isGood {
            #expect(other.json?["refresh_token"]?.string == successor)
            #expect(other.json?["access_token"] != one.json?["access_token"])
            for answer in [one, other] {
                #expect(try gateway.summary(answer.json?["access_token"]?.string).status == 200)
            }
        }
        // Beyond it, it is a reuse like any other, which ends the session.
        #expect(try refresh(successor).status == (isGood ? 200 : 400))
    }

    /// The interval counts on the issuer's clock, and only until the successor is used.
    @Test func endsWithTheSuccessor() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"refreshReuseInterval": "10s"}"#)
        let first = try gateway.userTokens().refresh
        let second = try #require(try refresh(first).json?["refresh_token"]?.string)
        #expect(try refresh(second).status == 200)
        #expect(try refresh(first).status == 400)
    }

    @Test func isOffUnlessAsked() throws {
        let first = try gateway.userTokens().refresh
        #expect(try refresh(first).status == 200)
        #expect(try refresh(first).status == 400)
    }

    /// Another client gets nothing by a spent token, whatever the interval.
    @Test func isForItsClient() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"refreshReuseInterval": "10s"}"#)
        let first = try gateway.userTokens().refresh
        #expect(try refresh(first).status == 200)
        #expect(try gateway.token("grant_type=refresh_token&refresh_token=\(first)", client: "other").status == 400)
        #expect(try refresh(first).status == 200)
    }

    @Test(arguments: [("revoke", true), ("refuse", false)])
    func saysWhatACodeTakesAlong(mode: String, isRevoked: Bool) throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"refreshReuse": "\#(mode)"}"#)
        let code = try #require(try gateway.control("POST", "tokens", body: #"{"code": true}"#).json?["code"]?.string)
        let form = "grant_type=authorization_code&code=\(code)&redirect_uri=http%3A%2F%2Flocalhost"
        let first = try gateway.token(form)
        let again = try gateway.token(form)
        #expect(again.status == 400 && again.json?["error"] == "invalid_grant")
        let told = try #require(again.json?["error_description"]?.string)
        #expect(told.hasPrefix("the code has been used before"))
        #expect(told.contains("all tokens of its sign-in are revoked") == isRevoked)
        #expect(gateway.log.all.last?.contains(told) == true)
        let access = first.json?["access_token"]?.string
        #expect(try gateway.summary(access).status == (isRevoked ? 401 : 200))
    }
}
