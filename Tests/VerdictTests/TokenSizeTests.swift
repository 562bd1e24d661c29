import JSON
import TestSupport
import Testing

/// Large and deep tokens: what a request can carry is judged as any other token is, and the rest by those who take it.
@Suite struct TokenSizeTests {
    private static func claims(filler count: Int) -> String {
        #"{"iat":1767323045,"exp":1767326645,"x":""# + String(repeating: "y", count: count) + #""}"#
    }

    /// Beyond 2048 characters a token is no longer remembered; up to a head of 32 KiB it is sent.
    @Test(arguments: [1_400, 1_430, 1_446, 1_447, 1_448, 1_449, 1_450, 1_500, 10_000, 24_000])
    func largeTokensAreJudged(filler: Int) throws {
        let court = try TokenCourt()
        let token = Forge.sign(Self.claims(filler: filler))
        for _ in 0..<3 { #expect(try court.judge(token) == .accepted) }
        let last = token.last == "A" ? "E" : "A"
        #expect(try court.judge(token.dropLast() + last).reason != nil)
        #expect(try court.judge(token) == .accepted)
    }

    private func bytes(_ token: String) -> [UInt8] {
        TestRequest.bytes("GET", TestGateway.summary, fields: [("Authorization", "Bearer \(token)")])
    }

    /// 32 KiB of head are the limit, to the byte; beyond it the request is refused, and the token was never looked at.
    @Test func aHeadHasALimit() throws {
        let court = try TokenCourt()
        let token = Forge.sign(Self.claims(filler: 24_000))
        let room = 32 * 1024 - bytes(token).count
        for (extra, status) in [(room - "Filler: \r\n".utf8.count, 200), (room - "Filler: \r\n".utf8.count + 1, 431)] {
            let filler = ("Filler", String(repeating: "x", count: extra))
            let request = TestRequest.bytes(
                "GET",
                TestGateway.summary,
                fields: [("Authorization", "Bearer \(token)"), filler]
            )
            let answer = try status == 200 ? court.gateway.send(request) : court.gateway.refusal(of: request)
            #expect(answer.status == status)
            let entry = try court.gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
            #expect(entry?["status"]?.number?.integer == status)
            #expect(entry?["verdict"] == (status == 200 ? "accepted" : .null))
        }
    }

    /// 100 and 300 KiB: too large for a request, not for those that are asked about a token.
    @Test(arguments: [100 * 1024, 300 * 1024])
    func hugeTokensAreJudgedByWhoeverTakesThem(count: Int) throws {
        let court = try TokenCourt()
        let token = Forge.sign(Self.claims(filler: count))
        let answer = try court.gateway.refusal(of: bytes(token))
        #expect(answer.status == 431 && answer["X-Mock-Gateway-Reason"] == nil)
        #expect(try court.judgeUnsent(token) == .accepted)
        #expect(
            try court.judgeUnsent(token.dropLast(44) + "." + Forge.parts(Forge.sign())[2]) == .refused("signature")
        )
        #expect(try court.judgeUnsent(String(repeating: "A", count: count)) == .refused("malformed"))
        #expect(try court.judgeUnsent(String(repeating: ".", count: count)) == .refused("malformed"))
    }

    /// Objects and arrays, in header and claims: 32 levels are read, one more is not.
    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func depthHasALimit(open: String, close: String) throws {
        let court = try TokenCourt()
        func nested(_ count: Int) -> String {
            String(repeating: open, count: count) + (open == "[" ? "" : "1") + String(repeating: close, count: count)
        }
        let isObject = open != "["
        // The outermost object is a level, and so is the 1 in the innermost.
        let limit = isObject ? 30 : 31
        for (count, isGood) in [(1, true), (limit, true), (limit + 1, false), (1_000, false)] {
            let claims = #"{"iat":1767323045,"exp":1767326645,"x":\#(nested(count))}"#
            #expect(try court.judge(Forge.sign(claims)) == (isGood ? .accepted : .refused("malformed")))
            let header = #"{"alg":"HS256","x":\#(nested(count))}"#
            #expect(try court.judge(Forge.sign(header: header)) == (isGood ? .accepted : .refused("malformed")))
        }
    }

    /// Depth without end, closed and open.
    @Test(arguments: ["[", #"{"a":"#, #"[{"a":"#, #"{"iat":"#])
    func depthBombsAreRefused(open: String) throws {
        let court = try TokenCourt()
        for count in [2_000, 50_000] {
            let bomb = String(repeating: open, count: count)
            let (header, claims) = (Forge.sign(header: bomb), Forge.sign(bomb))
            for token in [header, claims] {
                let isSent = bytes(token).count <= 32 * 1024
                #expect(try (isSent ? court.judge(token) : court.judgeUnsent(token)) == .refused("malformed"))
            }
        }
    }

    /// Members by the thousand, each of another name.
    @Test func manyClaimsAreRead() throws {
        let court = try TokenCourt()
        let members = (0..<10_000).map { #""c\#($0)":\#($0)"# }.joined(separator: ",")
        #expect(try court.judgeUnsent(Forge.sign(#"{"iat":1,"exp":1767326645,\#(members)}"#)) == .accepted)
        #expect(
            try court.judgeUnsent(Forge.sign(#"{"iat":1,"exp":1767326645,\#(members),"c77":1}"#))
                == .refused("claim_invalid", claim: "c77")
        )
    }

    /// Digits by the hundred thousand, in numbers that matter.
    @Test func longNumbersAreRead() throws {
        let court = try TokenCourt()
        let zeros = String(repeating: "0", count: 100_000)
        #expect(try court.judgeUnsent(Forge.sign(#"{"iat":1,"exp":1767326645.\#(zeros)}"#)) == .accepted)
        #expect(try court.judgeUnsent(Forge.sign(#"{"iat":0.\#(zeros)1e100001,"exp":1767326645}"#)) == .accepted)
        #expect(
            try court.judgeUnsent(Forge.sign(#"{"iat":1767323045.\#(zeros)1,"exp":1767326645}"#))
                == .refused("iat_in_future", ahead: 1, tolerance: 0, heals: 1)
        )
        #expect(
            try court.judgeUnsent(Forge.sign(#"{"iat":1,"exp":1\#(zeros)}"#))
                == .refused("claim_invalid", claim: "exp")
        )
    }
}
