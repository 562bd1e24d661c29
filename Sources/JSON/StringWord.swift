/// Eight bytes of a string, looked at together.
enum StringWord {
    static let highs: UInt64 = 0x8080_8080_8080_8080
    static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Marks, in its highest bit, each byte that stands in no JSON string as it is: control characters, quotation marks
    /// and backslashes.
    ///
    /// The other bits say nothing. A borrow can only come from a lower byte that is marked, so that the lowest mark is
    /// right, and there is none if no byte has to be marked.
    @inline(__always)
    static func marks(_ word: UInt64) -> UInt64 {
        let below = word &- 0x2020_2020_2020_2020
        let quotes = (word ^ 0x2222_2222_2222_2222) &- ones
        let backslashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- ones
        return (below | quotes | backslashes) & ~word
    }
}
