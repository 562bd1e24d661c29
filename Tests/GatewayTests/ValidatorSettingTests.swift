import Gateway
import JSON
import JWT
import TestSupport
import Testing

/// Which validator judges tokens, and which leeway holds.
@Suite struct ValidatorSettingTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    private func patch(_ body: String) throws -> JSONValue {
        let answer = try gateway.control("PATCH", "settings", body: body)
        #expect(answer.status == 200)
        return try #require(answer.json)
    }

    /// A token of a client that the issuer's clock stamps 10 s ahead.
    private func tokenFromTheFuture(_ client: String = "c") throws -> String {
        _ = try patch(#"{"offset": "10s"}"#)
        let token = try gateway.accessToken(client: client)
        _ = try patch(#"{"offset": "0s"}"#)
        return token
    }

    /// A profile's leeway holds until a tolerance is named, `0ms` included, and again once it is unset.
    @Test func aToleranceBeatsTheLeeway() throws {
        let token = try tokenFromTheFuture()
        #expect(try patch("{}")["validator"] == "strict")
        #expect(try gateway.summary(token).status == 401)
        #expect(try patch(#"{"validator": "go-jose"}"#)["tolerance"] == "1m")
        #expect(try gateway.summary(token).status == 200)
        let explicit = try patch(#"{"tolerance": "0ms"}"#)
        #expect(explicit["validator"] == "go-jose" && explicit["tolerance"] == "0ms" && explicit["toleranceMs"] == 0)
        #expect(
            try gateway.summary(token)["X-Mock-Gateway-Reason"]
                == "iat_in_future; ahead_ms=10000; tolerance_ms=0; heals_in_ms=10000"
        )
        #expect(try patch(#"{"tolerance": null}"#)["toleranceMs"] == 60_000)
        #expect(try gateway.summary(token).status == 200)
        #expect(try patch(#"{"validator": "strict"}"#)["toleranceMs"] == 0)
        #expect(try gateway.summary(token).status == 401)
    }

    @Test func aClientHasItsOwn() throws {
        let tokens = try ["strict", "lenient", "named"].map { try tokenFromTheFuture($0) }
        _ = try patch(#"{"validator": "whole-second"}"#)
        _ = try gateway.control("PUT", "clients/lenient", body: #"{"validator": "go-jose"}"#)
        _ = try gateway.control("PUT", "clients/named", body: #"{"validator": "go-jose", "tolerance": "0ms"}"#)
        #expect(try tokens.map { try gateway.summary($0).status } == [401, 200, 401])
        let json = try #require(try gateway.control("GET", "clients/lenient").json)
        #expect(json["validator"] == "go-jose" && json["tolerance"] == nil)
        #expect(json["effective"]?["tolerance"] == "1m")
        // Named for all, the tolerance holds for a client that names none.
        _ = try patch(#"{"tolerance": "0ms"}"#)
        #expect(try gateway.summary(tokens[1]).status == 401)
        _ = try gateway.control("PATCH", "clients/lenient", body: #"{"tolerance": null}"#)
        #expect(try gateway.summary(tokens[1]).status == 200)
    }

    @Test(arguments: [#""PyJWT""#, #""list""#, #""""#, "null", "1"])
    func refusesOthers(value: String) throws {
        let answer = try gateway.control("PATCH", "settings", body: #"{"tolerance": "1s", "validator": \#(value)}"#)
        #expect(answer.status == 400 && answer.json?["key"] == "validator")
        #expect(try patch("{}")["toleranceMs"] == 0)
        let message = try #require(answer.json?["error"]?.string)
        #expect(value == "null" || message.contains("is no validator; allowed: strict, whole-second, pyjwt, "))
    }

    /// The second ticks over in 300 ms; no call before that is good.
    @Test func healsAsTheSecondTicksOver() throws {
        _ = try patch(#"{"validator": "whole-second"}"#)
        gateway.clock.advance(.milliseconds(700))
        let token = try gateway.accessToken()
        let answer = try gateway.summary(token)
        #expect(answer["X-Mock-Gateway-Reason"] == "iat_in_future; ahead_ms=700; tolerance_ms=0; heals_in_ms=300")
        let entry = try gateway.control("GET", "requests").json?["requests"]?.array?.first
        #expect(entry?["aheadMs"] == 700 && entry?["healsInMs"] == 300)
        gateway.clock.advance(.milliseconds(299))
        #expect(try gateway.summary(token).status == 401)
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.summary(token).status == 200)
    }

    @Test func namesTheValidator() throws {
        let token = try tokenFromTheFuture()
        _ = try gateway.summary(token)
        #expect(gateway.log.all.last?.contains("in the gateway's future (tolerance 0 ms); it would") == true)
        _ = try patch(#"{"validator": "authlib", "tolerance": "2s"}"#)
        _ = try gateway.summary(token)
        let sentence =
            "token issued 10000 ms in the gateway's future (tolerance 2000 ms, validator authlib); it would be accepted in 8000 ms"
        #expect(gateway.log.all.last?.contains(": \(sentence)") == true)
        let json = try #require(try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json)
        #expect(json["validator"] == "authlib" && json["explanation"]?.string == sentence)
        #expect(json["healsInMs"] == 8000 && json["toleranceMs"] == 2000)
    }

    /// Authlib lets a token live through the second of its `exp`.
    @Test func inspectionKnowsTheEnd() throws {
        _ = try patch(#"{"validator": "authlib", "tokenLifetime": "60s"}"#)
        let token = try gateway.accessToken()
        func inspect() throws -> JSONValue? {
            try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        }
        #expect(try inspect()?["expiresInMs"] == 61_000)
        gateway.clock.advance(.milliseconds(60_999))
        #expect(try inspect()?["verdict"] == "accepted")
        gateway.clock.advance(.milliseconds(1))
        #expect(try inspect()?["reason"] == "expired")
        #expect(try gateway.summary(token)["X-Mock-Gateway-Reason"] == "expired; ago_ms=1000; tolerance_ms=0")
    }

    @Test func resetsToTheStart() throws {
        _ = try patch(#"{"validator": "microsoft"}"#)
        _ = try gateway.control("POST", "reset")
        let json = try patch("{}")
        #expect(json["validator"] == "strict" && json["toleranceMs"] == 0)
    }
}
