internal import COpenSSL

/// Bytes that nobody can guess, from libcrypto's generator.
package enum RandomBytes {
    /// Stops the process if libcrypto has no entropy: a guessable key or code would be worse.
    package static func make(_ count: Int) -> [UInt8] {
        // The standard library would write the count of zero into the one empty array that all threads share.
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let isFilled = RAND_bytes(buffer.baseAddress, Int32(clamping: count)) == 1
            precondition(isFilled, "libcrypto has no random bytes to give")
            initialized = count
        }
    }
}
