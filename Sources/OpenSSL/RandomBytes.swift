internal import Glibc

/// Bytes that nobody can guess, from the system's generator, which is the one that libcrypto's is seeded from.
///
/// Seeding libcrypto's own takes a third of a start, and only TLS needs it.
package enum RandomBytes {
    /// As many as the system gives at once (getentropy(3)).
    private static let most = 256

    /// Stops the process if the system has no entropy: a guessable key or code would be worse.
    package static func make(_ count: Int) -> [UInt8] {
        // The standard library would write the count of zero into the one empty array that all threads share.
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for start in stride(from: 0, to: count, by: most) {
                let part = UnsafeMutableBufferPointer(rebasing: buffer[start..<min(start + most, count)])
                guard let address = part.baseAddress else { continue }
                precondition(getentropy(address, part.count) == 0, "the system has no random bytes to give")
            }
            initialized = count
        }
    }
}
