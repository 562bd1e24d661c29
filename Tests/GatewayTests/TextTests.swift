import Gateway
import JWT
import Policy
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("200ms", 200), ("1.5s", 1_500), ("1m30s", 90_000), ("+50ms", 50), ("-300ms", -300), ("5000", 5_000), ("0", 0),
        ("-0", 0), ("24h", 86_400_000),
        ("1h1m1s1ms", 3_661_001), ("0.001s", 1), ("1.0", 1), ("-1.5s", -1_500), ("00200ms", 200), ("0.0005m", 30),
        ("87840h", 316_224_000_000),
    ])
    func readsDurations(text: String, milliseconds: Int) throws {
        #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "+", "-", "ms", "5 s", " 5s", "5s ", "5S", "5sec", "5s5", "--5s", "+-5s", "1.s", ".5s", "1..5s", "1.5.5s",
        "1e3", "0x5", "5d", "١s", "s5",
        "5ms-3ms", "1,5s",
    ])
    func refusesWhatIsNoDuration(text: String) {
        #expect(throws: DurationText.Failure.malformed) { try DurationText.parse(text) }
    }

    @Test func boundsDurations() {
        #expect(throws: DurationText.Failure.notWholeMilliseconds) { try DurationText.parse("0.5ms") }
        #expect(throws: DurationText.Failure.notWholeMilliseconds) { try DurationText.parse("0.0001s") }
        #expect(throws: DurationText.Failure.tooLong) { try DurationText.parse("316224000001") }
        #expect(throws: DurationText.Failure.tooLong) { try DurationText.parse("-87841h") }
        #expect(throws: DurationText.Failure.tooLong) { try DurationText.parse("99999999999999999999h") }
        #expect(throws: DurationText.Failure.tooLong) {
            try DurationText.parse(String(repeating: "99999999999999h", count: 50))
        }
    }

    /// As people write them, and read back as they were.
    @Test(arguments: [
        (0, "0ms"), (200, "200ms"), (999, "999ms"), (1_000, "1s"), (1_500, "1.5s"), (1_005, "1.005s"),
        (59_999, "59.999s"),
        (60_000, "1m"), (60_005, "1m5ms"), (90_000, "1m30s"), (3_599_999, "59m59.999s"), (3_600_000, "1h"),
        (3_601_000, "1h1s"), (86_400_000, "24h"), (90_061_001, "25h1m1.001s"), (316_224_000_000, "87840h"),
    ])
    func writesDurationsAsPeopleDo(milliseconds: Int, text: String) throws {
        #expect(DurationText.text(.milliseconds(milliseconds)) == text)
        #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
        guard milliseconds > 0 else { return }
        #expect(DurationText.text(.milliseconds(-milliseconds)) == "-" + text)
        #expect(try DurationText.parse("-" + text) == .milliseconds(-milliseconds))
    }

    @Test func writesDurations() {
        #expect(DurationText.text(.milliseconds(-1_500)) == "-1.5s")
        #expect(DurationText.text(.seconds(5)) == "5s")
    }

    @Test(arguments: [
        ("2026-01-02T03:04:05.678Z", 1_767_323_045_678), ("2026-01-02T03:04:05Z", 1_767_323_045_000),
        ("2026-01-02T03:04:05.6Z", 1_767_323_045_600),
        ("2026-01-02t05:04:05.670+02:00", 1_767_323_045_670), ("2026-01-01T23:34:05-03:30", 1_767_323_045_000),
        ("1970-01-01T00:00:00.001z", 1),
    ])
    func readsInstants(text: String, milliseconds: Int) throws {
        let instant = try #require(RFC3339.parse(text))
        #expect(instant == NumericDate(milliseconds: milliseconds))
        #expect(RFC3339.parse(RFC3339.text(instant)) == instant)
    }

    @Test(arguments: [
        "", "now", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z", "2026-13-02T03:04:05Z",
        "2026-02-29T03:04:05Z", "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:60Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05.1234Z", "2026-01-02T03:04:05+0200",
        "2026-01-02T03:04:05+25:00", "2026-01-02T03:04:05ZZ",
        "+026-01-02T03:04:05Z",
    ])
    func refusesWhatIsNoInstant(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    @Test func writesInstantsBefore1970() {
        #expect(RFC3339.text(NumericDate(milliseconds: -1)) == "1969-12-31T23:59:59.999Z")
    }

    /// The text of an instant does not depend on what was written before it.
    @Test func recentInstantsAreWrittenAsOthers() {
        var recent = RecentInstants()
        let start = 1_767_323_045_678
        // Each comes from memory too; 17 seconds apart, they displace each other.
        let shifts = [
            0, 1, -1, 322, 321, -1_800_000, 3_600_000, 17_000, -17_000, 34_000, 86_400_000, -start, -start - 1,
        ]
        for shift in (shifts + shifts.reversed()).flatMap({ [$0, $0] }) {
            let instant = NumericDate(milliseconds: start + shift)
            var output = Array("at ".utf8)
            recent.append(instant, to: &output)
            #expect(String(decoding: output, as: UTF8.self) == "at " + RFC3339.text(instant))
        }
        for millisecond in stride(from: -3_000_000, through: 3_000_000, by: 997) {
            let instant = NumericDate(milliseconds: millisecond)
            var output: [UInt8] = []
            recent.append(instant, to: &output)
            #expect(String(decoding: output, as: UTF8.self) == RFC3339.text(instant))
        }
    }
}
