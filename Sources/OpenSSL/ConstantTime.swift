internal import COpenSSL

/// Whether both are the same bytes; takes as long for any two of one length.
package func constantTimeEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0 }
    }
}

/// Whether both are the same bytes, in a time that does not tell where they differ.
package func constantTimeEqual(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
    constantTimeEqual(Array(left).span, Array(right).span)
}
