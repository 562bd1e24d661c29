/// Numbers that nobody can guess, fetched from libcrypto many at a time: asking it costs more than using them.
///
/// One for each event loop.
package struct RandomPool {
    private static let size = 512

    private var bytes: [UInt8] = []

    package init() {}

    /// Stops the process where libcrypto has no entropy, as `RandomBytes` does.
    package mutating func next() -> UInt64 {
        if bytes.isEmpty { bytes = RandomBytes.make(Self.size) }
        // What is given out is forgotten.
        var word: UInt64 = 0
        for _ in 0..<8 { word = word << 8 | UInt64(bytes.removeLast()) }
        return word
    }
}
