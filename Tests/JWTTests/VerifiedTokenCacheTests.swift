import Testing

@testable import JWT

struct VerifiedTokenCacheTests {
    /// A token whose signature ends with these letters; only they decide on its sets.
    private static func token(_ number: Int) -> VerifiedToken {
        VerifiedToken(bytes: bytes(number), claims: Claims(issuedAt: nil, expiration: nil, id: "j"))
    }

    private static func bytes(_ number: Int) -> [UInt8] {
        var bytes = Array(repeating: UInt8(ascii: "x"), count: 100)
        for digit in 0..<8 { bytes[92 + digit] = UInt8(ascii: "A") + UInt8(number >> (digit * 4) & 15) }
        return bytes
    }

    /// One set is full, and the one right behind it is empty: there is room, and nobody has to go.
    @Test func aSetBehindAFullOneIsFree() throws {
        var cache = VerifiedTokenCache()
        // A memory that is empty has no sets yet.
        let seed = Self.token(0).bytes
        cache.insert(Self.token(0))
        let (used, alsoUsed) = cache.starts(of: seed.span)
        // Four tokens fill each set, and one more has a second set.
        var filling: [Int: [VerifiedToken]] = [:]
        var other: [Int: VerifiedToken] = [:]
        for number in 1..<200_000 {
            let bytes = Self.bytes(number)
            let (first, second) = cache.starts(of: bytes.span)
            // Pairs of sets that have nothing to do with each other.
            guard first % 8 == 0, ![used, alsoUsed].contains(where: { $0 / 8 == first / 8 }) else { continue }
            if second == first, filling[first, default: []].count < 4 {
                filling[first, default: []].append(Self.token(number))
            }
            if second == first + 4 { other[first] = Self.token(number) }
        }
        let whole = filling.filter { $0.value.count == 4 && other[$0.key] != nil }
        try #require(whole.count >= 8)
        let tokens = whole.flatMap { first, tokens in tokens + [other[first]].compactMap { $0 } }
        for token in tokens { cache.insert(token) }
        let known = tokens.count { token in
            let bytes = token.bytes
            return cache.find(bytes.span) === token
        }
        #expect(known == tokens.count)
    }

    /// Four times as many tokens as there are places: three of four come too late, and few of them drive out another.
    @Test func mostTokensStayIfThereAreFarMoreThanPlaces() {
        var cache = VerifiedTokenCache()
        let places = 16_384
        let tokens = (0..<places * 4).map(Self.token)
        for token in tokens { cache.insert(token) }
        func known(_ tokens: some Sequence<VerifiedToken>) -> Int {
            tokens.count { token in
                let bytes = token.bytes
                return cache.find(bytes.span) === token
            }
        }
        #expect(places - 100...places ~= known(tokens))
        // If each of them drove out another, one of twenty would be left.
        #expect(known(tokens.prefix(places)) > places / 2)
    }

    /// A token that goes on coming is remembered in the end, whoever was there before it, and whoever comes in between.
    @Test(arguments: [(20_000, [0]), (30_000, [0]), (80_000, [1, 6, 7, 15])])
    func aTokenThatGoesOnComingIsRemembered(before: Int, between: [Int]) {
        var filled = VerifiedTokenCache()
        for number in 0..<before { filled.insert(Self.token(number)) }
        let token = Self.token(1_000_000)
        let bytes = token.bytes
        for (count, phase) in between.flatMap({ count in (0..<3).map { (count, $0) } }) {
            var cache = filled
            var number = before
            func come(_ count: Int) {
                for _ in 0..<count {
                    cache.insert(Self.token(number))
                    number += 1
                }
            }
            come(phase)
            var times = 0
            while cache.find(bytes.span) == nil, times < 100 {
                cache.insert(token)
                come(count)
                times += 1
            }
            #expect(1..<100 ~= times, "\(count) in between, \(phase) ahead")
        }
    }
}
