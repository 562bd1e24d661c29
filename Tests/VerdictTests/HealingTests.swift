import Durations
import JSON
import JWT
import TestSupport
import Testing

/// `heals_in_ms` is true of the token: a call that much later is the first that is accepted.
@Suite struct HealingTests {
    /// Random tokens with times so near each other that they heal and die within a few seconds.
    @Test(arguments: Repetitions.some(of: Validator.all.filter { $0.twin == nil }.map(\.name)))
    func aCallThatMuchLaterIsTheFirstAccepted(name: String) throws {
        let validator = try #require(Validator.named(name))
        var random = SeededGenerator(seed: UInt64(truncatingIfNeeded: name.utf8.reduce(5381) { $0 &* 33 &+ Int($1) }))
        let start = NumericDate(seconds: 1_767_323_045)
        // What is forgiven of nbf whatever the tolerance: tokens lie about that bound.
        var ownLeeway = Duration.zero
        if case .always(let seconds) = validator.notBefore?.leeway { ownLeeway = .seconds(Int(seconds)) }
        let takesFractions = validator.readings.expiration?.numbers != .integer
        var healed = 0
        var neverHealed = 0
        for _ in 0..<400 {
            func time(_ chance: Int) -> NumericDate? {
                guard Int.random(in: 0..<10, using: &random) < chance else { return nil }
                let unit = takesFractions ? [1, 250, 500, 1000].randomElement(using: &random) ?? 1 : 1000
                return start + .milliseconds(Int.random(in: -3000...3000, using: &random) / unit * unit)
            }
            let claims = Claims(issuedAt: time(9), notBefore: time(7).map { $0 + ownLeeway }, expiration: time(9))
            let tolerance = [Duration.zero, .milliseconds(1), .milliseconds(300), .seconds(1)].randomElement(
                using: &random
            )
            let now = start + .milliseconds(Int.random(in: -1500...1500, using: &random))
            func refusal(after milliseconds: Int) -> TokenError? {
                do throws(TokenRefusal) {
                    try TokenJudge.judge(
                        claims,
                        at: now + .milliseconds(milliseconds),
                        tolerance: tolerance ?? .zero,
                        by: validator
                    )
                    return nil
                } catch {
                    return error.error
                }
            }
            guard let error = refusal(after: 0) else { continue }
            // No verdict turns elsewhere: near a time of the token or half a second, with the tolerance or without.
            let halves = stride(from: -5000, through: 5000, by: 500).map { start + .milliseconds($0) }
            let times =
                [claims.issuedAt, claims.notBefore, claims.expiration].compactMap(\.instant).flatMap {
                    [$0, $0 - ownLeeway]
                } + halves
            let bounds = times.flatMap { [$0, $0 - (tolerance ?? .zero), $0 + (tolerance ?? .zero)] }
            let turns = Set(bounds.map { ($0 - now).millisecondsRoundedUp })
            let calls = Set(turns.flatMap { turn in (-2...2).map { turn + $0 } }.filter { $0 > 0 })
            let first = calls.sorted().first { refusal(after: $0) == nil }
            #expect(error.healsMilliseconds == first, "\(claims) by \(name) at \(now)")
            if first == nil { neverHealed += 1 } else { healed += 1 }
        }
        #expect(neverHealed > 10 || validator.expiration == nil)
        #expect(healed > 10 || validator.issuedAt == nil && validator.notBefore == nil)
    }

    /// Everybody who is asked says the same, and the clock proves it.
    @Test(arguments: [Validator.strict, .wholeSecond, .pyjwt, .awsAPIGateway, .authlib], [0, 250] as [Int])
    func allSayWhenItHeals(validator: Validator, tolerance: Int) throws {
        let court = try TokenCourt(validator: validator, tolerance: .milliseconds(tolerance))
        let start = court.gateway.clock.now
        for exp in [200, 201, 202, 700, 1000, 1200, 2000] {
            for iat in [200, 600, 1000] {
                let token = Forge.sign(
                    #"{"iat":\#(1_767_323_045_000 + iat)e-3,"exp":\#(1_767_323_045_000 + exp)e-3,"client_id":"c"}"#
                )
                func judge(after milliseconds: Int) throws -> Judgement {
                    court.gateway.clock.set(start + .milliseconds(milliseconds))
                    return try court.judge(token)
                }
                let judgement = try judge(after: 0)
                if let heals = judgement.heals {
                    #expect(try judge(after: heals - 1).reason != nil)
                    #expect(try judge(after: heals) == .accepted)
                } else if judgement.reason == "iat_in_future" {
                    #expect(court.verdictLine?.contains("it will never be accepted") == true)
                    for later in [iat - 1, iat, iat + 1, exp - 1, exp, 999, 1000, 1001, 1999, 2000] {
                        #expect(try judge(after: later) != .accepted)
                    }
                }
            }
        }
    }

    /// A token that has been taken back heals at no time, although it only comes too early.
    @Test func aRevokedTokenHealsNever() throws {
        let court = try TokenCourt()
        let token = Forge.sign(#"{"iat":1767323045.2,"exp":1767326645,"client_id":"c","jti":"j"}"#)
        #expect(try court.judge(token).heals == 200)
        #expect(try court.gateway.control("POST", "tokens/revoke", body: #"{"tokenId": "j"}"#).status == 200)
        let answer = try court.gateway.summary(token)
        #expect(answer["X-Mock-Gateway-Reason"] == "iat_in_future; ahead_ms=200; tolerance_ms=0")
        #expect(court.verdictLine?.contains("it will never be accepted: it has been revoked") == true)
        let told = try court.gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        #expect(told?["healsInMs"] == nil)
        #expect(told?["explanation"]?.string?.hasSuffix("it will never be accepted: it has been revoked") == true)
    }
}
