import Foundation
import HTTPMessages
import Testing

@Suite struct DateTests {
    /// RFC 9110 §5.6.7's own example, and the edges of years and leap days.
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func writesIMFFixdate(seconds: Int, expected: String) {
        var output: [UInt8] = []
        HTTPDate.append(secondsSince1970: seconds, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test func agreesWithTheCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for seconds in stride(from: -100_000_000, to: 40_000_000_000, by: 86_399 * 1_013) {
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second, .weekday],
                from: Date(timeIntervalSince1970: Double(seconds))
            )
            let date = CivilDate(secondsSince1970: seconds)
            #expect(date.year == parts.year && date.month == parts.month && date.day == parts.day)
            #expect(date.hour == parts.hour && date.minute == parts.minute && date.second == parts.second)
            #expect(date.weekday + 1 == parts.weekday)
            let back = CivilDate.seconds(
                year: date.year,
                month: date.month,
                day: date.day,
                hour: date.hour,
                minute: date.minute,
                second: date.second
            )
            #expect(back == seconds)
        }
    }

    @Test(arguments: [(2023, 2, 29), (2100, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0)])
    func knowsNoSuchDay(year: Int, month: Int, day: Int) {
        #expect(CivilDate.seconds(year: year, month: month, day: day, hour: 0, minute: 0, second: 0) == nil)
    }
}
