/// An `application/x-www-form-urlencoded` text taken apart, byte by byte and pair by pair.
enum ReferenceForm {
    struct Pair: Hashable {
        /// As it was written.
        let pair: [UInt8]
        /// The name, decoded; nil if an escape is malformed or the bytes are no UTF-8.
        let name: String?
        let value: String?
    }

    static func pairs(_ bytes: [UInt8]) -> [Pair] {
        bytes.split(separator: UInt8(ascii: "&")).map { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            return Pair(pair: Array(pair), name: decoded(name), value: decoded(pair.dropFirst(name.count + 1)))
        }
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        decoded(text, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }

    static func decoded(_ text: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text
        while let first = rest.popFirst() {
            guard first == UInt8(ascii: "%") else {
                bytes.append(plusIsSpace && first == UInt8(ascii: "+") ? 0x20 : first)
                continue
            }
            let digits = Array(rest.prefix(2))
            guard digits.count == 2, digits[0] != UInt8(ascii: "+"), digits[0] != UInt8(ascii: "-"),
                let byte = UInt8(digits.text, radix: 16)
            else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
