extension HTTPDate {
    /// Seconds since 1970 of an IMF-fixdate, the form that every server writes today; nil for any other text.
    ///
    /// The name of the weekday is not compared with the date.
    package static func parse(_ text: Span<UInt8>) -> Int? {
        // `Sun, 06 Nov 1994 08:49:37 GMT`
        guard text.count == 29, text.extracting(3..<5).isEqual(to: ", "), text.extracting(25..<29).isEqual(to: " GMT"),
            text[7] == .space, text[11] == .space, text[16] == .space, text[19] == UInt8(ascii: ":"),
            text[22] == UInt8(ascii: ":"), weekdays.contains(where: { text.extracting(0..<3).isEqual(to: $0) }),
            let month = months.firstIndex(where: { text.extracting(8..<11).isEqual(to: $0) }),
            let day = number(text.extracting(5..<7)), let year = number(text.extracting(12..<16)),
            let hour = number(text.extracting(17..<19)), let minute = number(text.extracting(20..<22)),
            let second = number(text.extracting(23..<25))
        else { return nil }
        return CivilDate.seconds(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    private static func number(_ digits: Span<UInt8>) -> Int? {
        var value = 0
        for index in 0..<digits.count {
            guard digits[index].isDigit else { return nil }
            value = value * 10 + Int(digits[index] - UInt8(ascii: "0"))
        }
        return value
    }
}
