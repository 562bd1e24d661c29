/// Base64url without padding (RFC 7515 §2, RFC 4648 §5), strict: no other alphabet, no padding, no white space, and one
/// spelling for the same bytes.
package enum Base64URL {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// For every twelve bits their two characters, the first of them in the low byte.
    private static let pairs: [UInt16] = (0..<4096).map { bits in
        let characters = unsafe alphabet.utf8Start
        return unsafe UInt16(characters[bits >> 6]) | UInt16(characters[bits & 0x3F]) << 8
    }

    package static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        // Adding nothing to an empty array would write the length of the one that all empty arrays share.
        guard bytes.count > 0 else { return }
        output.append(addingCapacity: (bytes.count * 4 + 2) / 3) { output in
            unsafe output.withUnsafeMutableBufferPointer { free, count in
                unsafe bytes.withUnsafeBufferPointer { bytes in unsafe encode(bytes, to: free, &count) }
            }
        }
    }

    /// - Parameter free: as large as the text will be.
    private static func encode(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to free: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) {
        let characters = unsafe alphabet.utf8Start
        var index = 0
        unsafe encodeSixes(bytes, to: free, &index, &count)
        while index + 3 <= bytes.count {
            let group = unsafe Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
            unsafe free[count] = characters[group >> 18]
            unsafe free[count + 1] = characters[group >> 12 & 0x3F]
            unsafe free[count + 2] = characters[group >> 6 & 0x3F]
            unsafe free[count + 3] = characters[group & 0x3F]
            index += 3
            count += 4
        }
        guard index < bytes.count else { return }
        let hasTwo = index + 1 < bytes.count
        let group = unsafe Int(bytes[index]) << 16 | (hasTwo ? Int(bytes[index + 1]) << 8 : 0)
        unsafe free[count] = characters[group >> 18]
        unsafe free[count + 1] = characters[group >> 12 & 0x3F]
        count += 2
        guard hasTwo else { return }
        unsafe free[count] = characters[group >> 6 & 0x3F]
        count += 1
    }

    /// Takes six bytes at a time, as long as eight can be loaded.
    private static func encodeSixes(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to free: UnsafeMutableBufferPointer<UInt8>,
        _ index: inout Int,
        _ count: inout Int
    ) {
        let source = UnsafeRawBufferPointer(bytes)
        let target = UnsafeMutableRawBufferPointer(free)
        unsafe pairs.withUnsafeBufferPointer { pairs in
            while index + 8 <= source.count {
                let bits = unsafe UInt64(bigEndian: source.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                var text: UInt64 = 0
                for pair in 0..<4 {
                    let twelve = Int(truncatingIfNeeded: bits >> UInt64(52 - 12 * pair)) & 0xFFF
                    text |= unsafe UInt64(pairs[twelve]) << UInt64(16 * pair)
                }
                unsafe target.storeBytes(of: text.littleEndian, toByteOffset: count, as: UInt64.self)
                index += 6
                count += 8
            }
        }
    }

    package static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        append(bytes.span, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The six bits of each character; 0xFF for a byte that is not in the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for value in 0..<64 { unsafe values[Int(alphabet.utf8Start[value])] = UInt8(value) }
        return values
    }()

    /// The bytes, or nil if `text` is not their one spelling.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var isGood = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 2) { free, count in
            unsafe text.withUnsafeBufferPointer { text in isGood = unsafe decode(text, to: free, &count) }
        }
        return isGood ? bytes : nil
    }

    /// - Parameters:
    ///   - text: of any length but 4n + 1.
    ///   - free: as large as the bytes will be.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        to free: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) -> Bool {
        unsafe values.withUnsafeBufferPointer { values in
            var index = 0
            while index + 4 <= text.count {
                var group: UInt32 = 0
                var seen: UInt8 = 0
                for place in index..<index + 4 {
                    let value = unsafe values[Int(text[place])]
                    seen |= value
                    group = group << 6 | UInt32(value & 0x3F)
                }
                guard seen < 64 else { return false }
                unsafe free[count] = UInt8(truncatingIfNeeded: group >> 16)
                unsafe free[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
                unsafe free[count + 2] = UInt8(truncatingIfNeeded: group)
                index += 4
                count += 3
            }
            guard index < text.count else { return true }
            let (first, second) = unsafe (values[Int(text[index])], values[Int(text[index + 1])])
            let third = unsafe index + 2 < text.count ? values[Int(text[index + 2])] : 0
            guard first | second | third < 64 else { return false }
            let group = UInt32(first) << 12 | UInt32(second) << 6 | UInt32(third)
            unsafe free[count] = UInt8(truncatingIfNeeded: group >> 10)
            count += 1
            // RFC 4648 §3.5: bits that belong to no byte must be zero.
            guard index + 2 < text.count else { return group & 0x3FF == 0 }
            unsafe free[count] = UInt8(truncatingIfNeeded: group >> 2)
            count += 1
            return group & 3 == 0
        }
    }
}
