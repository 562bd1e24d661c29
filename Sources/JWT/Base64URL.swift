/// Base64url without padding (RFC 7515 §2, RFC 4648 §5), strict: no other alphabet, no padding, no white space, and no
/// second spelling of the same bytes.
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

    /// Six bytes at a time, as long as there are eight to be loaded.
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

    /// The bytes, or nil where `text` is not the one spelling of any.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var bits = 0
        for index in 0..<text.count {
            guard let value = value(of: text[index]) else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            }
        }
        // RFC 4648 §3.5: bits that no byte takes must be zero.
        return group & (1 << UInt32(bits) - 1) == 0 ? bytes : nil
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
