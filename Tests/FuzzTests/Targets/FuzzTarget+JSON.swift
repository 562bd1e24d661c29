import JSON

extension FuzzTarget {
    /// A text that parses prints, and parses as the same; an error says where it is; and a number keeps its value.
    static let json = FuzzTarget("json") {
        { input in
            let value: JSONValue
            do throws(JSONError) {
                value = try JSONParser.parse(input)
            } catch {
                let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                try require((1...lines.count).contains(error.line), "line \(error.line) of \(lines.count)")
                let columns = 1...(lines[error.line - 1].count + 1)
                try require(columns.contains(error.column), "column \(error.column) of \(columns)")
                return try require(!error.description.isEmpty, "an error without words")
            }
            for style in [JSONWriter.Style.compact, .spaced] {
                let printed = value.serialized(style)
                let again = try parsed(printed)
                // By bytes: to Swift, strings that look alike are the same.
                try require(again.serialized(style) == printed && again == value, "\(printed.text) is another value")
                try require(printed.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "\(printed.text) has control characters")
                // White space around it makes no difference, and anything else does.
                let spaced = [0x20, 0x0A] + printed + [0x09, 0x0D]
                try require(try parsed(spaced) == value, "\(printed.text) in white space")
                let more = printed + [UInt8(ascii: ",")]
                try require((try? JSONParser.parse(more)) == nil, "\(printed.text) and a comma")
            }
            try checkNumbers(value)
        }
    }

    private static func parsed(_ bytes: [UInt8]) throws(Violation) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(bytes)
        } catch {
            throw Violation(description: "\(bytes.text) does not parse: \(error)")
        }
    }

    private static func checkNumbers(_ value: JSONValue) throws(Violation) {
        switch value {
        case .number(let number): try check(number)
        case .array(let values): for value in values { try checkNumbers(value) }
        case .object(let object): for member in object.members { try checkNumbers(member.value) }
        case .null, .bool, .string: break
        }
    }

    private static func check(_ number: JSONNumber) throws(Violation) {
        if let integer = number.integer {
            try require(Double(number.text) == Double(integer), "\(number.text) is not \(integer)")
            try require(number.plainText == String(integer), "\(number.text) is written \(number.plainText)")
        } else {
            try require(Int(number.text) == nil, "\(number.text) has 64 bits")
        }
        guard let (value, isExact) = number.scaled(byPowerOfTen: 6), let rough = Double(number.text) else { return }
        // Within what Double can tell.
        let difference = (Double(value) - rough * 1_000_000).magnitude
        let error = (isExact ? 0.01 : 1) + Double(value.magnitude) * 1e-12
        try require(difference <= error, "\(number.text) becomes \(value)")
    }
}
