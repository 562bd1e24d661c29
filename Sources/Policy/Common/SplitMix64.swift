/// Numbers that look random and are the same for the same seed, so that all random choices can be repeated.
package struct SplitMix64: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// The nth number of the sequence, from 1, without those before it.
    package static func number(_ index: Int, seed: UInt64) -> UInt64 {
        var generator = SplitMix64(seed: seed &+ UInt64(truncatingIfNeeded: index - 1) &* 0x9E37_79B9_7F4A_7C15)
        return generator.next()
    }
}
