internal import COpenSSL

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) under one key.
///
/// Both hashes begin with a block that is made of the key alone, so their states behind it are kept. libcrypto's own
/// HMAC would have to be looked up, which takes nearly a third of a start, and allocates twice for each code.
package final class HMACSHA256: Sendable {
    package static let count = 32

    package typealias Code = InlineArray<32, UInt8>

    private let inner: SHA256_CTX
    private let outer: SHA256_CTX

    /// - Parameter key: of any length; RFC 7518 §3.2 asks for 32 bytes or more.
    package init(key: [UInt8]) {
        let key = key.count > Int(SHA256_CBLOCK) ? SHA256.hash(key) : key
        let block = key + Array(repeating: 0, count: Int(SHA256_CBLOCK) - key.count)
        inner = Self.state(behind: block.map { $0 ^ 0x36 })
        outer = Self.state(behind: block.map { $0 ^ 0x5C })
    }

    /// The code of `message`.
    package func code(of message: Span<UInt8>) -> Code {
        var inner = inner
        message.withUnsafeBufferPointer { bytes in sha256_update(&inner, bytes.baseAddress, bytes.count) }
        let hash = Self.finish(&inner)
        var outer = outer
        hash.span.withUnsafeBufferPointer { bytes in sha256_update(&outer, bytes.baseAddress, bytes.count) }
        return Self.finish(&outer)
    }

    /// Whether `code` is that of `message`, compared in constant time.
    package func isValid(_ code: Span<UInt8>, for message: Span<UInt8>) -> Bool {
        constantTimeEqual(self.code(of: message).span, code)
    }

    private static func state(behind block: [UInt8]) -> SHA256_CTX {
        var state = SHA256_CTX()
        sha256_init(&state)
        sha256_update(&state, block, block.count)
        return state
    }

    private static func finish(_ state: inout SHA256_CTX) -> Code {
        var code = Code(repeating: 0)
        var bytes = code.mutableSpan
        bytes.withUnsafeMutableBufferPointer { bytes in sha256_final(bytes.baseAddress, &state) }
        return code
    }
}
