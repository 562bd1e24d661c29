internal import Glibc
internal import OpenSSL

/// The tokens verified last: bytes to claims, never a verdict about time.
///
/// It consists of sets of four entries. Two sets are open to each token, by the end of its signature, which is as good as
/// random; it goes into the emptier one, so that hardly any entry is driven out before nearly all places are taken. Then
/// the number of sets doubles, up to a limit. At the limit, only one of some tokens drives out another: if there are far
/// more tokens than places, most would be driven out before they come again, and remembering costs more than it saves.
/// Only tokens that hold get in, so nobody without the key can fill it.
struct VerifiedTokenCache {
    private static let ways = 4
    private static let fewest = 64
    /// How many sets there may be: enough for ten thousand clients with a token each, about 15 MB of usual tokens.
    private static let most = 4096
    /// The longest token that is remembered, in bytes; longer ones are verified each time.
    private static let tokenLimit = 2048

    /// The entries, set by set.
    private var entries: [VerifiedToken?] = []
    /// The hashes of the entries, so that only the right one is looked at.
    private var hashes: [UInt64] = []
    /// How many entries have driven out another since the last growth.
    private var evictions = 0
    /// Moves on by the golden section of all numbers with each token that finds no free place at the limit.
    private var turn: UInt64 = 0

    func find(_ token: Span<UInt8>) -> VerifiedToken? {
        guard !entries.isEmpty else { return nil }
        let hash = Self.hash(of: token)
        let (first, second) = starts(of: hash)
        return find(token, hash, from: first) ?? find(token, hash, from: second)
    }

    private func find(_ token: Span<UInt8>, _ hash: UInt64, from start: Int) -> VerifiedToken? {
        for index in start..<start + Self.ways where hashes[index] == hash {
            guard let entry = entries[index] else { continue }
            let bytes = entry.bytes
            if Self.isSame(bytes.span, token) { return entry }
        }
        return nil
    }

    /// Header and claims are no secret to their sender; a signature is compared in constant time.
    private static func isSame(_ known: Span<UInt8>, _ token: Span<UInt8>) -> Bool {
        guard known.count == token.count, known.count > TokenVerifier.signatureCount else { return false }
        let start = known.count - TokenVerifier.signatureCount
        let isSameContent = unsafe known.withUnsafeBufferPointer { known in
            unsafe token.withUnsafeBufferPointer { token in
                guard let left = known.baseAddress, let right = token.baseAddress else { return false }
                return unsafe memcmp(left, right, start) == 0
            }
        }
        guard isSameContent else { return false }
        return constantTimeEqual(known.extracting(start..<known.count), token.extracting(start..<known.count))
    }

    mutating func insert(_ token: VerifiedToken) {
        guard token.bytes.count <= Self.tokenLimit else { return }
        if entries.isEmpty { resize(to: Self.fewest) }
        if evictions * 4 > entries.count, entries.count < Self.most * Self.ways {
            let old = entries
            resize(to: old.count / Self.ways * 2)
            for entry in old { if let entry { place(entry) } }
        }
        place(token)
    }

    private mutating func resize(to sets: Int) {
        entries = [VerifiedToken?](repeating: nil, count: sets * Self.ways)
        hashes = [UInt64](repeating: 0, count: sets * Self.ways)
        evictions = 0
    }

    /// Takes a free place in the emptier of its two sets, or the place of any entry there.
    private mutating func place(_ token: VerifiedToken) {
        let bytes = token.bytes
        let hash = Self.hash(of: bytes.span)
        let (first, second) = starts(of: hash)
        let (takenInFirst, takenInSecond) = (taken(from: first), taken(from: second))
        let index: Int
        if min(takenInFirst, takenInSecond) == Self.ways {
            if entries.count == Self.most * Self.ways {
                // One of eight gets in, in no rhythm in which tokens come: if it were every eighth, one that always
                // comes behind seven new ones could never get in.
                turn &+= 0x9E37_79B9_7F4A_7C15
                guard turn >> 61 == 0 else { return }
            }
            evictions &+= 1
            index = (evictions % 2 == 0 ? first : second) + evictions / 2 % Self.ways
        } else {
            index = takenInSecond < takenInFirst ? second + takenInSecond : first + takenInFirst
        }
        entries[index] = token
        hashes[index] = hash
    }

    /// How many places of a set are taken, which is where the next one is free.
    private func taken(from start: Int) -> Int {
        (0..<Self.ways).first { entries[start + $0] == nil } ?? Self.ways
    }

    /// Where a token's two sets begin in a memory that is not empty.
    func starts(of token: Span<UInt8>) -> (first: Int, second: Int) { starts(of: Self.hash(of: token)) }

    private func starts(of hash: UInt64) -> (first: Int, second: Int) {
        let mask = UInt64(entries.count / Self.ways - 1)
        let other = hash &* 0xD6E8_FEB8_6659_FD93
        return (Int(hash >> 32 & mask) * Self.ways, Int(other >> 32 & mask) * Self.ways)
    }

    /// Two bits of the last character are always zero, so that those before it count too.
    private static func hash(of token: Span<UInt8>) -> UInt64 {
        guard token.count > 8 else { return 0 }
        var hash: UInt64 = 0
        for index in (token.count - 8)..<token.count { hash = (hash ^ UInt64(token[index])) &* 0x9E37_79B9_7F4A_7C15 }
        return hash
    }
}
