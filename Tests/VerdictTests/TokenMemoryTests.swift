import Gateway
import JSON
import JWT
import TestSupport
import Testing

/// The gateway remembers tokens whose signature it has checked; its answers do not show that.
@Suite struct TokenMemoryTests {
    /// Asked again and again, while clock and tolerance move: as if each time were the first.
    @Test func changesNoVerdict() throws {
        let token = Forge.sign(#"{"iat":1767323045.2,"exp":1767323046,"client_id":"c"}"#)
        let start = NumericDate(seconds: 1_767_323_045)
        var warm: [Judgement] = []
        var cold: [Judgement] = []
        let remembering = try TokenCourt()
        for _ in 0..<2 {
            for milliseconds in [0, 199, 200, 201, 999, 1_000, 1_001, 0] {
                remembering.gateway.clock.set(start + .milliseconds(milliseconds))
                for _ in 0..<2 {
                    warm.append(try remembering.judge(token))
                    let fresh = try TokenCourt()
                    fresh.gateway.clock.set(start + .milliseconds(milliseconds))
                    cold.append(try fresh.judge(token))
                }
            }
        }
        #expect(warm == cold)
        #expect(Set(warm.map(\.reason)) == [nil, "iat_in_future", "expired"])
    }

    /// One that ends as a good one does lands in the same place of the memory, and finds nothing there.
    @Test func aForgeryWithAGoodEndIsRefused() throws {
        let court = try TokenCourt()
        let good = Forge.sign()
        let parts = Forge.parts(good)
        let later = Forge.parts(Forge.sign(#"{"iat":1767323045,"exp":9999999999,"client_id":"admin"}"#))
        let bytes = Forge.signature(of: parts[0] + "." + parts[1])
        let forgeries: [(String, String)] = [
            ("other claims", parts[0] + "." + later[1] + "." + parts[2]),
            ("another header", Forge.encode(#"{"alg":"HS256"}"#) + "." + parts[1] + "." + parts[2]),
            (
                "other claims of the same length",
                parts[0] + "." + Forge.encode(Forge.claims.replacing("\"c\"", with: "\"d\"")) + "." + parts[2]
            ),
            (
                "its last eight characters alone",
                parts[0] + "." + parts[1] + "." + String(repeating: "A", count: 35) + parts[2].suffix(8)
            ),
            (
                "its first byte another",
                parts[0] + "." + parts[1] + "." + Base64URL.encode([bytes[0] ^ 1] + bytes.dropFirst())
            ),
            ("zeros in front of its signature", parts[0] + "." + parts[1] + "." + "AAAA" + parts[2]),
            (
                "its end behind other claims",
                parts[0] + "." + later[1] + "." + String(repeating: "A", count: 35) + parts[2].suffix(8)
            ),
        ]
        for (name, forged) in forgeries {
            try #require(forged.hasSuffix(parts[2].suffix(8)) || name == "its first byte another")
            #expect(try court.judge(forged, "\(name), before") == .refused("signature"))
            #expect(try court.judge(good, "\(name)") == .accepted)
            #expect(try court.judge(forged, "\(name), after") == .refused("signature"))
            #expect(try court.judge(good, "\(name), again") == .accepted)
        }
        for unsigned in [
            Forge.encode(#"{"alg":"none"}"#) + "." + parts[1] + ".",
            Forge.encode(#"{"alg":"none"}"#) + "." + parts[1] + "." + parts[2],
        ] { #expect(try court.judge(unsigned) == .refused("algorithm")) }
        for cut in ["x" + good, String(good.dropFirst()), parts[1] + "." + parts[2], "." + parts[2]] {
            #expect(try court.judge(cut).reason == "malformed")
        }
    }

    /// Started again with another key, a gateway knows nothing of the old key's tokens.
    @Test func endsWithTheKey() throws {
        let clock = ManualClock()
        let other = Array("another key of more than 32 bytes".utf8)
        let before = TokenCourt(try TestGateway(clock: clock))
        let after = TokenCourt(try TestGateway(clock: clock) { $0.signingKey = other }, key: other)
        let (old, new) = (try before.gateway.accessToken(), try after.gateway.accessToken())
        for _ in 0..<2 {
            #expect(try before.judge(old) == .accepted)
            #expect(try before.judge(new) == .refused("signature"))
            #expect(try after.judge(new) == .accepted)
            #expect(try after.judge(old) == .refused("signature"))
        }
        // With the old key back, they are good again.
        let again = TokenCourt(try TestGateway(clock: clock))
        #expect(try again.judge(old) == .accepted)
    }

    /// Of 2,000 tokens hundreds share its 4,096 places: each is judged by its own claims, whichever token was there
    /// before.
    @Test func tokensThatShareAPlaceAreNotMixedUp() throws {
        let gateway = try TestGateway()
        for (client, tolerance) in [("strict", 0), ("lenient", 5_000)] {
            let body = #"{"tolerance": "\#(tolerance)ms"}"#
            #expect(try gateway.control("PUT", "clients/\(client)", body: body).status == 201)
        }
        let tokens = (0..<2_000).map { number in
            let client = number % 2 == 0 ? "strict" : "lenient"
            // Up to 8 s ahead of now.
            let issued = 1_767_323_045_000 + number * 4
            let claims = #"{"iat":\#(issued)e-3,"exp":1767326645,"client_id":"\#(client)","jti":"\#(number)"}"#
            return Forge.sign(claims)
        }
        for _ in 0..<2 {
            for (number, token) in tokens.enumerated() {
                let isGood = number * 4 <= (number % 2 == 0 ? 0 : 5_000)
                #expect(try gateway.summary(token).status == (isGood ? 200 : 401), "\(number)")
            }
        }
    }

    /// What was taken back is taken back for those too that remember it, and a reset gives it back.
    @Test func isNoWayAroundARevocation() throws {
        let gateway = try TestGateway()
        let court = TokenCourt(gateway)
        let token = try gateway.accessToken()
        #expect(try court.judge(token) == .accepted)
        #expect(try gateway.control("POST", "tokens/revoke", body: #"{"token": "\#(token)"}"#).status == 200)
        let answer = try gateway.summary(token)
        #expect(answer.status == 401 && answer["X-Mock-Gateway-Reason"] == "revoked")
        let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
        #expect(Judgement(entry) == .refused("revoked"))
        let told = try gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        #expect(Judgement(told) == .refused("revoked"))
        _ = try gateway.control("POST", "reset")
        #expect(try court.judge(token) == .accepted)
    }
}
