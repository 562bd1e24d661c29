internal import JSON

/// A string in the place of a time, read in all the ways in which libraries do.
///
/// A class, so that claims stay small: hardly any token has one.
final class TimeText: Sendable, Hashable {
    typealias Value = TimeClaim.Value

    /// As Python's `int()` reads it: white space around it, a sign, digits of any script, underscores between them.
    let integer: Value?
    /// As Java's `Long.parseLong` reads it: a sign and digits of any script.
    let long: Value?
    /// As PHP's `is_numeric` takes it: a decimal number, white space around it.
    let decimal: Value?
    /// As Ruby's `to_i` reads it: the digits that it begins with, and zero if there are none.
    let prefix: Value
    /// As Perl makes a number of it: the decimal number that it begins with, and zero if there is none.
    let decimalPrefix: Value

    private var all: [Value?] { [integer, long, decimal, prefix, decimalPrefix] }

    static func == (left: TimeText, right: TimeText) -> Bool { left.all == right.all }
    func hash(into hasher: inout Hasher) { hasher.combine(all) }

    private init(integer: Value?, long: Value?, decimal: Value?, prefix: Value, decimalPrefix: Value) {
        self.integer = integer
        self.long = long
        self.decimal = decimal
        self.prefix = prefix
        self.decimalPrefix = decimalPrefix
    }

    init(_ string: String) {
        let scalars = Array(string.unicodeScalars)
        let trimmed = Self.trimmed(scalars) { $0.properties.isWhitespace }
        let (number, end) = Self.digits(trimmed[...], allowsUnderscores: true, digit: Self.anyDigit)
        integer = end == trimmed.endIndex ? number : nil
        let (long, longEnd) = Self.digits(scalars[...], allowsUnderscores: false, digit: Self.anyDigit)
        self.long = longEnd == scalars.endIndex && (long?.size ?? .infinite) <= .int64 ? long : nil
        let isSpace = { (scalar: Unicode.Scalar) in scalar.isASCII && scalar.properties.isWhitespace }
        let (decimal, isAll) = Self.decimal(Self.trimmed(scalars, isSpace))
        self.decimal = isAll ? decimal : nil
        decimalPrefix = decimal ?? .zero
        let rest = scalars.drop { $0.isASCII && $0.properties.isWhitespace }
        prefix = Self.digits(rest, allowsUnderscores: true, digit: Self.asciiDigit).value ?? .zero
    }

    /// The same string, with this value for each reading that has one.
    func moved(to value: Value) -> TimeText {
        TimeText(
            integer: integer.map { _ in value },
            long: long.map { _ in value },
            decimal: decimal.map { _ in value },
            prefix: value,
            decimalPrefix: value
        )
    }

    private static func trimmed(
        _ scalars: [Unicode.Scalar],
        _ isSpace: (Unicode.Scalar) -> Bool
    ) -> [Unicode.Scalar] {
        var rest = scalars.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return Array(rest)
    }

    private static func asciiDigit(_ scalar: Unicode.Scalar) -> Int? {
        ("0"..."9").contains(scalar) ? Int(scalar.value - 0x30) : nil
    }

    private static func anyDigit(_ scalar: Unicode.Scalar) -> Int? {
        scalar.properties.numericType == .decimal ? scalar.properties.numericValue.map { Int($0) } : nil
    }

    /// The whole number that `scalars` begin with, and where it ends.
    private static func digits(
        _ scalars: ArraySlice<Unicode.Scalar>,
        allowsUnderscores: Bool,
        digit: (Unicode.Scalar) -> Int?
    ) -> (value: Value?, end: Int) {
        var rest = scalars
        var text = ""
        if let sign = rest.first, sign == "-" || sign == "+" {
            if sign == "-" { text = "-" }
            rest.removeFirst()
        }
        let signCount = text.utf8.count
        var end = rest.startIndex
        var isAfterDigit = false
        for index in rest.indices {
            if let value = digit(rest[index]) {
                // JSON has no zeros in front.
                if text.utf8.count == signCount + 1, text.hasSuffix("0") { text.removeLast() }
                text += String(value)
                isAfterDigit = true
                end = index + 1
            } else if allowsUnderscores, isAfterDigit, rest[index] == "_" {
                isAfterDigit = false
            } else {
                break
            }
        }
        return (value(text), end)
    }

    /// The decimal number that `scalars` begin with, and whether nothing follows it.
    private static func decimal(_ scalars: [Unicode.Scalar]) -> (value: Value?, isAll: Bool) {
        var rest = scalars[...]
        func take(_ isWanted: (Unicode.Scalar) -> Bool) -> String {
            let taken = rest.prefix(while: isWanted)
            rest = rest.dropFirst(taken.count)
            return String(String.UnicodeScalarView(taken))
        }
        func takeOne(_ wanted: Set<Unicode.Scalar>) -> Unicode.Scalar? {
            guard let first = rest.first, wanted.contains(first) else { return nil }
            rest.removeFirst()
            return first
        }
        let sign = takeOne(["+", "-"]) == "-" ? "-" : ""
        let whole = take { asciiDigit($0) != nil }
        let fraction = takeOne(["."]) == nil ? "" : take { asciiDigit($0) != nil }
        guard !whole.isEmpty || !fraction.isEmpty else { return (nil, false) }
        var exponent = ""
        let number = rest
        if takeOne(["e", "E"]) != nil {
            let isNegative = takeOne(["+", "-"]) == "-"
            let digits = take { asciiDigit($0) != nil }
            if digits.isEmpty { rest = number } else { exponent = (isNegative ? "e-" : "e") + digits }
        }
        let digits = String(whole.drop { $0 == "0" })
        let text = sign + (digits.isEmpty ? "0" : digits) + (fraction.isEmpty ? "" : "." + fraction) + exponent
        return (value(text), rest.isEmpty)
    }

    /// - Parameter text: in the grammar of a JSON number, or nothing.
    private static func value(_ text: String) -> Value? {
        guard case .number(let number)? = try? JSONParser.parse(Array(text.utf8)) else { return nil }
        return Value(number)
    }
}
