import HTTPMessages
import Testing

/// One rule: its RFC and section, the bytes of a client, and what has to become of them.
struct ConformanceRow: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        /// These requests, and then whatever comes behind them.
        case reads([String])
        /// These requests, and the start of another.
        case waits([String] = [])
        /// These requests, then an error; nothing behind it is read.
        case refuses(RequestError, after: String? = nil)
    }

    private static let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
    /// Up to this length a text is cut at every place, and beyond it in steps.
    private static let shortLength = 400

    let rule: String
    let bytes: [UInt8]
    let outcome: Outcome

    /// - Parameter text: a byte for each scalar, so that U+00E9 stands for the byte E9.
    init(_ rule: String, sent text: String, _ outcome: Outcome) {
        self.rule = rule
        self.outcome = outcome
        bytes = text.unicodeScalars.map { UInt8($0.value) }
    }

    var testDescription: String {
        let text = String(decoding: bytes.prefix(80), as: UTF8.self).debugDescription
        return "\(rule): \(text)\(bytes.count > 80 ? "…" : "")"
    }

    /// Feeds it whole, byte by byte and cut at every place, with another request behind it if it is whole.
    func check(_ place: SourceLocation = #_sourceLocation) {
        let (stream, expected) = whole
        #expect(expected.matches(StreamReading(stream, by: stream.count)), "whole", sourceLocation: place)
        #expect(expected.matches(StreamReading(stream, by: 1)), "byte by byte", sourceLocation: place)
        let step = max(1, stream.count / Self.shortLength)
        for cut in stride(from: 1, to: stream.count, by: step) {
            let reading = StreamReading(pieces: [stream[..<cut], stream[cut...]])
            #expect(expected.matches(reading), "cut at \(cut)", sourceLocation: place)
        }
    }

    private var whole: (stream: [UInt8], expected: Expected) {
        let stream = bytes + Array(Self.next.utf8)
        switch outcome {
        case .reads(let requests): return (stream, Expected(requests: requests + ["GET /next "]))
        case .waits(let requests): return (bytes, Expected(requests: requests, isWaiting: true))
        case .refuses(let error, let request):
            return (stream, Expected(requests: request.map { [$0] } ?? [], error: error))
        }
    }

    private struct Expected {
        let requests: [String]
        var error: RequestError?
        var isWaiting = false

        func matches(_ reading: StreamReading) -> Bool {
            reading.requests == requests && reading.error == error && reading.isWaiting == isWaiting
        }
    }
}

extension [ConformanceRow] {
    static func all(_ rows: [ConformanceRow]...) -> [ConformanceRow] { Array(rows.joined()) }

    /// Rows of one rule: each text put in its place, all with one outcome.
    static func rows(
        _ rule: String,
        _ outcome: ConformanceRow.Outcome,
        texts: [String],
        in place: (String) -> String
    ) -> [ConformanceRow] {
        texts.map { ConformanceRow(rule, sent: place($0), outcome) }
    }
}
