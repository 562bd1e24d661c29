extension String {
    /// The pieces between the bytes that are `separator`, empty ones included.
    ///
    /// It goes by bytes, as everything about paths does: characters would join what follows a separator with it, and cost
    /// twenty times as much.
    func pieces(between separator: Unicode.Scalar, most: Int = .max) -> [String] {
        utf8.split(
            separator: UInt8(ascii: separator),
            maxSplits: most - 1,
            omittingEmptySubsequences: false
        ).map { String(Substring($0)) }
    }
}
