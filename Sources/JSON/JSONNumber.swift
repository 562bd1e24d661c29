/// A JSON number as its digits stand, so that no value is rounded before a reader says to what unit.
package struct JSONNumber: Sendable, Hashable {
    /// In the grammar of RFC 8259 §6.
    package let text: String

    package init(_ value: Int) { text = String(value) }

    init(validated text: String) { self.text = text }

    /// - Parameter bytes: in the grammar of RFC 8259 §6, as `JSONCursor.number` has found them.
    package init(validated bytes: Span<UInt8>) {
        text = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// - Parameter decimal: digits with at most one point between them; leading zeros are dropped.
    package init(decimal: String) {
        let digits = decimal.drop { $0 == "0" }
        text = digits.isEmpty || digits.hasPrefix(".") ? "0" + digits : String(digits)
    }

    /// A number of `units` of 10^-decimals each, with no more decimals than it needs.
    package init(units: Int, decimals: Int) {
        var digits = String(units.magnitude)
        if digits.count <= decimals { digits = String(repeating: "0", count: decimals - digits.count + 1) + digits }
        var text = String(digits.dropLast(decimals))
        let fraction = digits.suffix(decimals)
        if fraction.contains(where: { $0 != "0" }) { text += "." + fraction }
        self.text = (units < 0 ? "-" : "") + text
    }

    /// The value if it is a whole number of 64 bits, however it is written (`3`, `3.0`, `3e0`).
    package var integer: Int? {
        guard let scaled = scaled(byPowerOfTen: 0), scaled.isExact else { return nil }
        return Int(exactly: scaled.value)
    }

    /// Without an exponent if it is a whole number of 64 bits, else as it stands.
    package var plainText: String { integer.map(String.init) ?? text }

    /// This number times 10^power, rounded up to a whole number; nil beyond 38 digits.
    ///
    /// Rounding up keeps comparisons with whole bounds exact: for a whole b, x > b if and only if ⌈x⌉ > b, and x ≤ b if
    /// and only if ⌈x⌉ ≤ b.
    package func scaled(byPowerOfTen power: Int) -> (value: Int128, isExact: Bool)? {
        let number = Decimal(text)
        guard number.count > 0 else { return (0, true) }
        let scale = power + number.exponent
        let wholeCount = number.count + scale
        guard wholeCount <= 38 else { return nil }
        let (value, isExact) =
            if let digits = number.digits {
                Self.scaled(digits, byPowerOfTen: scale)
            } else {
                Self.scaled(longDigits, wholeCount: max(wholeCount, 0))
            }
        if number.isNegative { return (-value, isExact) }
        return (isExact ? value : value + 1, isExact)
    }

    /// A number as it is written: digits times 10^exponent.
    private struct Decimal {
        /// Nil if 64 bits may not hold them.
        var digits: UInt64? { count <= 18 ? significand : nil }
        private var significand: UInt64 = 0
        /// How many digits there are, counted from the first that is not zero.
        private(set) var count = 0
        private(set) var exponent = 0
        private(set) var isNegative = false

        init(_ text: String) {
            var fractionDigits = 0
            var isFraction = false
            var isExponentNegative = false
            var isExponent = false
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "-"): if isExponent { isExponentNegative = true } else { isNegative = true }
                case UInt8(ascii: "+"): continue
                case UInt8(ascii: "."): isFraction = true
                case UInt8(ascii: "e"), UInt8(ascii: "E"): isExponent = true
                default:
                    let digit = byte - UInt8(ascii: "0")
                    if isExponent {
                        exponent = min(exponent * 10 + Int(digit), 1_000_000)
                        continue
                    }
                    if count > 0 || digit != 0 {
                        count += 1
                        significand = significand &* 10 &+ UInt64(digit)
                    }
                    if isFraction { fractionDigits += 1 }
                }
            }
            exponent = (isExponentNegative ? -exponent : exponent) - fractionDigits
        }
    }

    /// 10^0 to 10^38.
    private static let tens: [Int128] = (0...38).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

    /// - Parameter digits: fewer than 19.
    private static func scaled(_ digits: UInt64, byPowerOfTen scale: Int) -> (value: Int128, isExact: Bool) {
        if scale >= 0 { return (Int128(digits) * tens[scale], true) }
        // Any larger power of ten is beyond so few digits.
        guard scale >= -18 else { return (0, digits == 0) }
        let (quotient, rest) = digits.quotientAndRemainder(dividingBy: UInt64(truncatingIfNeeded: tens[-scale]))
        return (Int128(quotient), rest == 0)
    }

    /// Its digits, beginning with the first that is not zero.
    private var longDigits: [UInt8] {
        let significand = text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
        return significand.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.map { $0 - UInt8(ascii: "0") }
            .drop { $0 == 0 }.map { $0 }
    }

    /// - Parameter wholeCount: how many digits the whole number has: the first ones of `digits`, and zeros if there are
    ///   too few; at most 38.
    private static func scaled(_ digits: [UInt8], wholeCount: Int) -> (value: Int128, isExact: Bool) {
        var value: Int128 = 0
        for index in 0..<wholeCount { value = value * 10 + Int128(index < digits.count ? digits[index] : 0) }
        return (value, !digits.dropFirst(wholeCount).contains { $0 != 0 })
    }
}
