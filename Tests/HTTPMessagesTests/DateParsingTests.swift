import HTTPMessages
import Testing

@Suite struct DateParsingTests {
    @Test func readsWhatItWrites() {
        for seconds in stride(from: 0, to: 200_000_000_000, by: 86_399 * 10_007) {
            var text: [UInt8] = []
            HTTPDate.append(secondsSince1970: seconds, to: &text)
            #expect(HTTPDate.parse(text.span) == seconds)
        }
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov -994 08:49:37 GMT",
        "Abc, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08.49:37 GMT",
    ])
    func refuses(text: String) { #expect(HTTPDate.parse(Array(text.utf8).span) == nil) }
}
