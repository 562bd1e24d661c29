/// A JSON number as its digits stand, so that no value is rounded before somebody says to what.
package struct JSONNumber: Sendable, Hashable {
    /// In the grammar of RFC 8259 §6.
    package let text: String

    package init(_ value: Int) { text = String(value) }

    init(validated text: String) { self.text = text }

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

    /// The value where it is a whole number of 64 bits, however it is written (`3`, `3.0`, `3e0`).
    package var integer: Int? {
        guard let scaled = scaled(byPowerOfTen: 0), scaled.isExact else { return nil }
        return Int(exactly: scaled.value)
    }

    /// Without an exponent where it is a whole number of 64 bits, else as it stands.
    package var plainText: String { integer.map(String.init) ?? text }

    /// This number times 10^power, rounded up to a whole number; nil beyond 38 digits.
    ///
    /// Rounding up keeps comparisons with whole bounds exact: for a whole b, x > b just where ⌈x⌉ > b, and x ≤ b just
    /// where ⌈x⌉ ≤ b.
    package func scaled(byPowerOfTen power: Int) -> (value: Int128, isExact: Bool)? {
        var digits: [UInt8] = []
        var isNegative = false
        var fractionDigits = 0
        var isFraction = false
        var exponent = 0
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
                } else {
                    if !digits.isEmpty || digit != 0 { digits.append(digit) }
                    if isFraction { fractionDigits += 1 }
                }
            }
        }
        guard !digits.isEmpty else { return (0, true) }
        let scale = power + (isExponentNegative ? -exponent : exponent) - fractionDigits
        let wholeCount = digits.count + scale
        guard wholeCount <= 38 else { return nil }
        var value: Int128 = 0
        for index in 0..<max(wholeCount, 0) { value = value * 10 + Int128(index < digits.count ? digits[index] : 0) }
        let isExact = !digits.dropFirst(max(wholeCount, 0)).contains { $0 != 0 }
        if isNegative { return (-value, isExact) }
        return (isExact ? value : value + 1, isExact)
    }
}
