/// The Date field's format, IMF-fixdate (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    package static func append(secondsSince1970 seconds: Int, to output: inout [UInt8]) {
        let date = CivilDate(secondsSince1970: seconds)
        output.append(weekdays[date.weekday])
        output.append(", ")
        output.append(decimal: date.day, digits: 2)
        output.append(.space)
        output.append(months[date.month - 1])
        output.append(.space)
        output.append(decimal: date.year, digits: 4)
        output.append(.space)
        output.append(decimal: date.hour, digits: 2)
        output.append(":")
        output.append(decimal: date.minute, digits: 2)
        output.append(":")
        output.append(decimal: date.second, digits: 2)
        output.append(" GMT")
    }
}
