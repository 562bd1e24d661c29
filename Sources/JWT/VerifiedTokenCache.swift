internal import OpenSSL

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The tokens verified last: bytes to claims, never a verdict about time.
///
/// One entry a slot, chosen by the end of the signature, which is as good as random. Only tokens that hold get in, so
/// nobody without the key can fill it, and it never grows.
struct VerifiedTokenCache: Sendable {
    private static let slotCount = 4096
    /// Longer tokens are verified each time.
    private static let tokenLimit = 2048

    /// 32 bytes in base64url.
    private static let signatureCount = 43

    private var slots: [VerifiedToken?] = []

    func find(_ token: Span<UInt8>) -> VerifiedToken? {
        guard !slots.isEmpty, let entry = slots[Self.slot(of: token)] else { return nil }
        let bytes = entry.bytes
        return Self.isSame(bytes.span, token) ? entry : nil
    }

    /// Header and claims are no secret to whoever sends them; a signature is compared in constant time.
    private static func isSame(_ known: Span<UInt8>, _ token: Span<UInt8>) -> Bool {
        guard known.count == token.count, known.count > signatureCount else { return false }
        let start = known.count - signatureCount
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
        if slots.isEmpty { slots = [VerifiedToken?](repeating: nil, count: Self.slotCount) }
        let bytes = token.bytes
        slots[Self.slot(of: bytes.span)] = token
    }

    /// Two bits of the last character are always zero, so the slot is taken from those before it.
    private static func slot(of token: Span<UInt8>) -> Int {
        guard token.count > 8 else { return 0 }
        var hash: UInt64 = 0
        for index in (token.count - 8)..<token.count { hash = (hash ^ UInt64(token[index])) &* 0x9E37_79B9_7F4A_7C15 }
        return Int(truncatingIfNeeded: hash >> 52)
    }
}
