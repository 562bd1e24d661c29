import Gateway
import JSON
import JWT
import Policy
import TestSupport
import Testing

/// `/api/v2` asks every request for a token, and refuses it with the same 78 bytes whatever the reason.
@Suite struct BearerCheckTests {
    static let payload = #"{"status": 401, "code": "unauthorized", "message": "Token expired or invalid"}"#

    private func expectRefusal(_ answer: TestAnswer, _ reason: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(answer.status == 401, sourceLocation: place)
        #expect(answer.body == Self.payload, sourceLocation: place)
        #expect(answer["X-Mock-Gateway-Reason"] == reason, sourceLocation: place)
        #expect(answer["Content-Type"] == "application/json", sourceLocation: place)
        let challenge =
            reason == "missing"
            ? #"Bearer realm="mock-gateway""#
            : #"Bearer realm="mock-gateway", error="invalid_token", error_description="Token expired or invalid""#
        #expect(answer["WWW-Authenticate"] == challenge, sourceLocation: place)
    }

    @Test func thePayloadHas78Bytes() { #expect(Self.payload.utf8.count == 78) }

    @Test(arguments: [nil, "", "Bearer", "Bearer ", "Basic YTpi", "Bear abc", "BearerX abc"] as [String?])
    func asksForAToken(authorization: String?) throws {
        let gateway = try TestGateway()
        let fields = authorization.map { [("Authorization", $0)] } ?? []
        expectRefusal(try gateway.send("GET", TestGateway.summary, fields: fields), "missing")
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER"])
    func takesTheSchemeInAnyCase(scheme: String) throws {
        let gateway = try TestGateway()
        let token = try gateway.accessToken()
        let answer = try gateway.send("GET", TestGateway.summary, fields: [("Authorization", "\(scheme) \(token)")])
        #expect(answer.status == 200)
    }

    @Test func refusesTwoTokens() throws {
        let gateway = try TestGateway()
        let field = ("Authorization", "Bearer \(try gateway.accessToken())")
        expectRefusal(try gateway.send("GET", TestGateway.summary, fields: [field, field]), "malformed")
    }

    @Test(arguments: [
        ("abc", "malformed"), ("a.b.c", "malformed"), ("e30.e30.e30", "algorithm"),
        ("eyJhbGciOiJub25lIn0.eyJpYXQiOjEsImV4cCI6OTk5OTk5OTk5OX0.", "algorithm"),
        ("eyJhbGciOiJIUzI1NiIsImNyaXQiOlsieCJdfQ.e30.e30", "crit"), ("eyJhbGciOiJIUzI1NiJ9.e30.e30", "signature"),
    ])
    func saysWhatIsWrong(token: String, reason: String) throws {
        expectRefusal(try TestGateway().summary(token), reason)
    }

    @Test(arguments: [
        (#"{"exp":99999999999}"#, "claim_missing; claim=iat"), (#"{"iat":1}"#, "claim_missing; claim=exp"),
        (#"{"iat":"1","exp":2}"#, "claim_invalid; claim=iat"),
        (#"{"iat":1,"exp":2,"a; reason=b":1,"a; reason=b":1}"#, "claim_invalid; claim=?"),
        (#"{"iat":1,"exp":2,"a\r\nX: y":1,"a\r\nX: y":1}"#, "claim_invalid; claim=?"),
    ])
    func namesTheClaim(payload: String, reason: String) throws {
        expectRefusal(try TestGateway().summary(TestGateway.sign(payload)), reason)
    }

    @Test func refusesAnotherKey() throws {
        let other = TestGateway.sign(
            #"{"iat":1,"exp":9999999999}"#,
            key: Array("another key of more than 32 bytes".utf8)
        )
        expectRefusal(try TestGateway().summary(other), "signature")
    }

    /// The thread's case: 200 ms ahead, refused for 200 ms, then good.
    @Test func healsAfterTheOffset() throws {
        let gateway = try TestGateway { $0.definitions.settings.offset = .milliseconds(200) }
        let token = try gateway.accessToken()
        expectRefusal(try gateway.summary(token), "iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200")
        gateway.clock.advance(.milliseconds(57))
        expectRefusal(try gateway.summary(token), "iat_in_future; ahead_ms=143; tolerance_ms=0; heals_in_ms=143")
        gateway.clock.advance(.milliseconds(142))
        expectRefusal(try gateway.summary(token), "iat_in_future; ahead_ms=1; tolerance_ms=0; heals_in_ms=1")
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.summary(token).status == 200)
    }

    /// Nobody is told to wait for a token that is dead by then.
    @Test func promisesNothingOfATokenThatDiesFirst() throws {
        let gateway = try TestGateway()
        let token = TestGateway.sign(#"{"iat":1767323110,"exp":1767323100}"#)
        expectRefusal(try gateway.summary(token), "iat_in_future; ahead_ms=65000; tolerance_ms=0")
        let entry = try #require(try gateway.control("GET", "requests").json?["requests"]?.array?.first)
        #expect(entry["aheadMs"] == 65000 && entry["healsInMs"] == nil)
        let told = try #require(try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json)
        #expect(told["aheadMs"] == 65000 && told["healsInMs"] == nil)
        #expect(
            told["explanation"]?.string?.hasSuffix("; it will never be accepted: it is dead before it would be") == true
        )
    }

    @Test func forgivesWithinTheTolerance() throws {
        let gateway = try TestGateway {
            $0.definitions.settings.offset = .milliseconds(200)
            $0.definitions.settings.tolerance = .milliseconds(199)
        }
        let token = try gateway.accessToken()
        expectRefusal(try gateway.summary(token), "iat_in_future; ahead_ms=200; tolerance_ms=199; heals_in_ms=1")
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": "200ms"}"#)
        #expect(try gateway.summary(token).status == 200)
        // The same token, although remembered, is judged again each time.
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": null}"#)
        expectRefusal(try gateway.summary(token), "iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200")
    }

    @Test func expires() throws {
        let gateway = try TestGateway { $0.definitions.settings.tokenLifetime = .seconds(60) }
        let token = try gateway.accessToken()
        gateway.clock.advance(.milliseconds(59_999))
        #expect(try gateway.summary(token).status == 200)
        gateway.clock.advance(.milliseconds(1))
        expectRefusal(try gateway.summary(token), "expired; ago_ms=0; tolerance_ms=0")
        gateway.clock.advance(.milliseconds(1))
        expectRefusal(try gateway.summary(token), "expired; ago_ms=1; tolerance_ms=0")
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": "2ms"}"#)
        #expect(try gateway.summary(token).status == 200)
        gateway.clock.advance(.milliseconds(1))
        expectRefusal(try gateway.summary(token), "expired; ago_ms=2; tolerance_ms=2")
    }

    /// An issuer behind: nothing is refused early, and the token dies sooner than it says.
    @Test func aNegativeOffsetShortensLife() throws {
        let gateway = try TestGateway {
            $0.definitions.settings.offset = .seconds(-10)
            $0.definitions.settings.tokenLifetime = .seconds(60)
        }
        let token = try gateway.accessToken()
        #expect(try gateway.summary(token).status == 200)
        gateway.clock.advance(.milliseconds(49_999))
        #expect(try gateway.summary(token).status == 200)
        gateway.clock.advance(.milliseconds(1))
        expectRefusal(try gateway.summary(token), "expired; ago_ms=0; tolerance_ms=0")
    }

    /// P(refused) = s − d − L for each second of phase: 200 ms and whole seconds refuse just 200 of 1,000 phases.
    @Test(arguments: [
        (200, 0, 0), (200, 50, 0), (200, 0, 100), (200, 200, 0), (200, 0, 200), (999, 0, 0), (1000, 0, 0),
    ])
    func wholeSecondsRefuseOneInFive(offset: Int, delay: Int, tolerance: Int) throws {
        let start = NumericDate(seconds: 1_767_323_045)
        let gateway = try TestGateway {
            $0.definitions.settings.offset = .milliseconds(offset)
            $0.definitions.settings.tolerance = .milliseconds(tolerance)
            $0.definitions.settings.timestampPrecision = .seconds
        }
        var refused = 0
        for phase in 0..<1000 {
            gateway.clock.set(start + .milliseconds(phase))
            let token = try gateway.accessToken()
            gateway.clock.advance(.milliseconds(delay))
            if try gateway.summary(token).status == 401 { refused += 1 }
        }
        #expect(refused == min(max(offset - delay - tolerance, 0), 1000))
    }

    /// Our own stamp is floored to milliseconds, so a clock between two of them never refuses its own token.
    @Test func acceptsItsOwnTokenAtOnce() throws {
        let clock = ManualClock(at: NumericDate(seconds: 1_767_323_045, nanoseconds: 999_999_999))
        let gateway = try TestGateway(clock: clock)
        #expect(try gateway.summary(try gateway.accessToken()).status == 200)
    }

    @Test func logsAPlainSentence() throws {
        let gateway = try TestGateway { $0.definitions.settings.offset = .milliseconds(200) }
        let token = try gateway.accessToken()
        gateway.clock.advance(.milliseconds(57))
        _ = try gateway.summary(token)
        #expect(
            gateway.log.all.last?.hasPrefix(
                "401 GET /api/v2/analytics/queues/summary: token issued 143 ms in the gateway's future (tolerance 0 ms); it would be accepted in 143 ms"
            ) == true
        )
        #expect(gateway.log.all.last?.contains("client=mock-client") == true)
        #expect(gateway.log.all.last?.contains("reason=iat_in_future") == true)
    }

    /// Whatever is sent in the place of a token or secret, the log does not repeat it.
    @Test func keepsSecretsOutOfTheLog() throws {
        let gateway = try TestGateway()
        let tokens = try gateway.userTokens()
        _ = try gateway.summary(tokens.access)
        _ = try gateway.summary("x" + tokens.access)
        _ = try gateway.get("/api/v2/users/me?access_token=\(tokens.access)", token: nil)
        _ = try gateway.token("grant_type=refresh_token&refresh_token=\(tokens.refresh)")
        _ = try gateway.token("grant_type=refresh_token&refresh_token=\(tokens.refresh)")
        _ = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(tokens.access)"}"#)
        _ = try gateway.control("POST", "tokens/inspect", body: #"{"token": ["\#(tokens.access)"]}"#)
        _ = try gateway.control("POST", "tokens", body: #"{"code": "\#(tokens.refresh)"}"#)
        _ = try gateway.token("grant_type=refresh_token&\(tokens.refresh)&\(tokens.refresh)")
        let log = gateway.log.all.joined(separator: "\n")
        #expect(gateway.log.all.count == 11)
        for secret in [tokens.access, tokens.refresh, "mock-secret", String(decoding: TestGateway.key, as: UTF8.self)] {
            #expect(!log.contains(secret))
        }
    }
}
