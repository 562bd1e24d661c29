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

    /// For each place in a group of four characters its 256 bytes: the six bits where they belong in the group's 24, or
    /// `foreign`.
    private static let groups: [UInt32] = {
        var groups = [UInt32](repeating: foreign, count: 4 * 256)
        for value in 0..<64 {
            let character = unsafe Int(alphabet.utf8Start[value])
            for place in 0..<4 { groups[place * 256 + character] = UInt32(value) << UInt32(18 - 6 * place) }
        }
        return groups
    }()

    /// A byte that is not in the alphabet; a group with one is at least as great.
    private static let foreign: UInt32 = 1 << 31

    /// The bytes, or nil if `text` is not their one spelling.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var isGood = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 2) { free, count in
            unsafe text.withUnsafeBufferPointer { text in
                unsafe groups.withUnsafeBufferPointer { groups in
                    isGood = unsafe decode(text, groups, to: free, &count)
                }
            }
        }
        return isGood ? bytes : nil
    }

    /// - Parameters:
    ///   - text: of any length but 4n + 1.
    ///   - free: two bytes larger than the whole groups of the text need.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        _ groups: UnsafeBufferPointer<UInt32>,
        to free: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) -> Bool {
        let target = UnsafeMutableRawBufferPointer(free)
        var index = 0
        while index + 4 <= text.count {
            let group =
                unsafe groups[Int(text[index])] | groups[256 + Int(text[index + 1])]
                | groups[512 + Int(text[index + 2])] | groups[768 + Int(text[index + 3])]
            guard group < foreign else { return false }
            // Four bytes are stored; the next group writes over the last of them.
            unsafe target.storeBytes(of: (group << 8).bigEndian, toByteOffset: count, as: UInt32.self)
            index += 4
            count += 3
        }
        guard index < text.count else { return true }
        let hasThree = index + 2 < text.count
        let group =
            unsafe groups[Int(text[index])] | groups[256 + Int(text[index + 1])]
            | (hasThree ? groups[512 + Int(text[index + 2])] : 0)
        guard group < foreign else { return false }
        unsafe free[count] = UInt8(truncatingIfNeeded: group >> 16)
        count += 1
        // RFC 4648 §3.5: bits that belong to no byte must be zero.
        guard hasThree else { return group & 0xFFFF == 0 }
        unsafe free[count] = UInt8(truncatingIfNeeded: group >> 8)
        count += 1
        return group & 0xFF == 0
    }
}
