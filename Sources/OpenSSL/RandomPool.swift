/// Numbers that nobody can guess, fetched many at a time: asking it costs more than using them.
///
/// Each event loop has one.
package struct RandomPool {
    private static let size = 512

    private var bytes: [UInt8] = []

    package init() {}

    /// Stops the process if the system has no entropy, as `RandomBytes` does.
    package mutating func next() -> UInt64 {
        if bytes.isEmpty { bytes = RandomBytes.make(Self.size) }
        // A number that is given out is erased here.
        var word: UInt64 = 0
        for _ in 0..<8 { word = word << 8 | UInt64(bytes.removeLast()) }
        return word
    }
}
