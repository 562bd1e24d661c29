internal import COpenSSL

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) under one key: a keyed libcrypto context that is restarted for each message.
///
/// It is not Sendable: each event loop has one, which all that sign or verify there share.
package final class HMACSHA256 {
    package static let count = 32

    package typealias Code = InlineArray<32, UInt8>

    package enum Failure: Error { case unavailable }

    private enum Restart { case initialise, duplicate }

    private let keyed: OpaquePointer
    private let restart: Restart

    /// - Parameter key: of any length; RFC 7518 §3.2 asks for 32 bytes or more.
    package init(key: [UInt8]) throws(Failure) {
        guard let context = Self.keyedContext(key) else { throw .unavailable }
        keyed = context
        restart = Self.restartWorks ? .initialise : .duplicate
    }

    deinit { EVP_MAC_CTX_free(keyed) }

    /// The code of `message`.
    ///
    /// Nil only if libcrypto has no memory left.
    package func code(of message: Span<UInt8>) -> Code? {
        switch restart {
        case .initialise:
            guard EVP_MAC_init(keyed, nil, 0, nil) == 1 else { return nil }
            return Self.finish(keyed, message)
        case .duplicate:
            guard let copy = EVP_MAC_CTX_dup(keyed) else { return nil }
            defer { EVP_MAC_CTX_free(copy) }
            return Self.finish(copy, message)
        }
    }

    /// Whether `code` is that of `message`, compared in constant time.
    package func isValid(_ code: Span<UInt8>, for message: Span<UInt8>) -> Bool {
        guard let expected = self.code(of: message) else { return false }
        return constantTimeEqual(expected.span, code)
    }

    /// OpenSSL before 3.0.3 loses the key when a context is restarted without one (openssl#17811), so an RFC 4231
    /// vector is run twice, once a process, to choose between restarting and duplicating.
    private static let restartWorks: Bool = {
        let key = [UInt8]("Jefe".utf8)
        let message = [UInt8]("what do ya want for nothing?".utf8)
        guard let context = keyedContext(key) else { return false }
        defer { EVP_MAC_CTX_free(context) }
        for _ in 0..<2 {
            guard EVP_MAC_init(context, nil, 0, nil) == 1, let code = finish(context, message.span),
                code[0] == 0x5B, code[1] == 0xDC, code[30] == 0x38, code[31] == 0x43
            else {
                ERR_clear_error()
                return false
            }
        }
        return true
    }()

    private static func keyedContext(_ key: [UInt8]) -> OpaquePointer? {
        guard let algorithm = EVP_MAC_fetch(nil, "HMAC", nil) else { return nil }
        defer { EVP_MAC_free(algorithm) }
        guard let context = EVP_MAC_CTX_new(algorithm) else { return nil }
        // A null key would mean "keep the last one", so an empty key needs a pointer too.
        let bytes = key.isEmpty ? [0] : key
        let isKeyed = hmac_sha256_init(context, bytes, key.count) == 1
        guard isKeyed else {
            EVP_MAC_CTX_free(context)
            ERR_clear_error()
            return nil
        }
        return context
    }

    private static func finish(_ context: OpaquePointer, _ message: Span<UInt8>) -> Code? {
        let isUpdated = message.withUnsafeBufferPointer { bytes in
            EVP_MAC_update(context, bytes.baseAddress, bytes.count) == 1
        }
        guard isUpdated else { return nil }
        var code = Code(repeating: 0)
        var length = 0
        var mutable = code.mutableSpan
        let isFinal = mutable.withUnsafeMutableBufferPointer { bytes in
            EVP_MAC_final(context, bytes.baseAddress, &length, bytes.count) == 1
        }
        return isFinal && length == count ? code : nil
    }
}
