internal import Glibc

/// A text as the key of a table: the same as another only if every byte is.
///
/// `String` takes two spellings of one character (é as one code point or as two) for equal; to a client, they are two
/// ids. Making a key copies nothing.
package struct ByteKey: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (left: Self, right: Self) -> Bool { left.text.isIdentical(to: right.text) }

    package func hash(into hasher: inout Hasher) {
        unsafe text.utf8.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension ByteKey: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        let (bytes, others) = (left.text.utf8.span, right.text.utf8.span)
        let order = unsafe bytes.withUnsafeBytes { left in
            unsafe others.withUnsafeBytes { right in
                guard let start = left.baseAddress, let other = right.baseAddress else { return Int32(0) }
                return unsafe memcmp(start, other, min(left.count, right.count))
            }
        }
        return order == 0 ? bytes.count < others.count : order < 0
    }
}

extension String {
    /// Compares byte by byte, while `==` takes two spellings of one character for the same.
    package func isIdentical(to other: String) -> Bool {
        let (bytes, others) = (utf8.span, other.utf8.span)
        guard bytes.count == others.count else { return false }
        return unsafe bytes.withUnsafeBytes { left in
            unsafe others.withUnsafeBytes { right in
                guard let start = left.baseAddress, let other = right.baseAddress else { return true }
                return unsafe memcmp(start, other, left.count) == 0
            }
        }
    }
}
