import Testing

@testable import JWT

struct VerifiedTokenCacheTests {
    /// A token whose signature ends with these letters; only they decide on its sets.
    private static func token(_ number: Int) -> VerifiedToken {
        var bytes = Array(repeating: UInt8(ascii: "x"), count: 100)
        for digit in 0..<8 { bytes[92 + digit] = UInt8(ascii: "A") + UInt8(number >> (digit * 4) & 15) }
        return VerifiedToken(bytes: bytes, claims: Claims(issuedAt: nil, expiration: nil, id: "j"))
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
            let token = Self.token(number)
            let bytes = token.bytes
            let (first, second) = cache.starts(of: bytes.span)
            // Pairs of sets that have nothing to do with each other.
            guard first % 8 == 0, ![used, alsoUsed].contains(where: { $0 / 8 == first / 8 }) else { continue }
            if second == first, filling[first, default: []].count < 4 { filling[first, default: []].append(token) }
            if second == first + 4 { other[first] = token }
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
}
