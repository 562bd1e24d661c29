internal import HTTPMessages

/// The parts of an answer's head that a probe needs.
struct AnswerHead: Sendable, Hashable {
    let status: Int
    /// The Date in seconds since 1970; nil if there is none that can be read.
    let second: Int?
    /// Seconds that the answer has lain in a cache (RFC 9111 §5.1); nil if it has an Age that cannot be read.
    let age: Int?
    /// Whether the connection can take another request.
    let isPersistent: Bool
    /// The software that says, in its Server field, that it is one of those that renew their Date only now and then, and
    /// so seem to run up to a second late; nil for any other.
    let keeper: String?
    /// The second of the Date's instant, if the server tells that to the millisecond, as mock-gateway does.
    let exactSecond: Int?
    /// How many bytes the head has.
    let size: Int

    /// Envoy renews its Date every half second, uvicorn every second, whatever the clock shows.
    private static let keepers = ["envoy", "uvicorn"]

    static let limit = 16 * 1024

    enum Failure: Error, Sendable, Hashable { case incomplete, malformed }

    /// Reads the head that `bytes` begin with.
    init(_ bytes: Span<UInt8>) throws(Failure) {
        var lines = Lines(bytes: bytes)
        let first = try lines.next()
        // `HTTP/1.1 200 OK`
        guard first.count >= 12, first.extracting(0..<7).isEqual(to: "HTTP/1."), first[8] == .space,
            let status = Int(first.extracting(9..<12).text), (100...999).contains(status)
        else { throw .malformed }
        var isPersistent = first[7] == UInt8(ascii: "1")
        var seconds: Set<Int?> = []
        var age: Int? = 0
        var keeper: String?
        var exactSecond: Int?
        while true {
            let line = try lines.next()
            guard line.count > 0 else { break }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
            let name = line.extracting(0..<colon)
            let value = line.extracting((colon + 1)..<line.count).trimmingWhitespace()
            if name.isEqualIgnoringCase(to: "date") {
                seconds.insert(HTTPDate.parse(value))
            } else if name.isEqualIgnoringCase(to: "age") {
                // The older of two counts, and one that cannot be read could be anything.
                if let known = age { age = Self.digits(value).map { max($0, known) } }
            } else if name.isEqualIgnoringCase(to: "server") {
                let server = value.text.lowercased()
                keeper = Self.keepers.first { server.contains($0) } ?? keeper
            } else if name.isEqualIgnoringCase(to: "x-mock-gateway-now") {
                exactSecond = Self.exactSecond(value)
            } else if name.isEqualIgnoringCase(to: "connection") {
                let options = value.text.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }
                if options.contains("close") { isPersistent = false }
            }
        }
        self.status = status
        // Date fields that differ count as none.
        second = seconds.count == 1 ? seconds.first ?? nil : nil
        self.age = age
        self.isPersistent = isPersistent
        self.keeper = keeper
        self.exactSecond = exactSecond
        size = lines.offset
    }

    /// The second of `1795400000.123`; nil if it has no milliseconds.
    private static func exactSecond(_ value: Span<UInt8>) -> Int? {
        guard let point = value.firstIndex(of: UInt8(ascii: ".")), value.count == point + 4,
            digits(value.extracting((point + 1)..<value.count)) != nil
        else { return nil }
        return digits(value.extracting(0..<point))
    }

    /// A number of digits only; one that is too large counts as 2^31, as RFC 9111 §1.2.2 says.
    private static func digits(_ value: Span<UInt8>) -> Int? {
        guard value.count > 0 else { return nil }
        var seconds = 0
        for index in value.indices {
            let byte = value[index]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            seconds = min(seconds * 10 + Int(byte - UInt8(ascii: "0")), 1 << 31)
        }
        return seconds
    }
}

private struct Lines: ~Escapable {
    private let bytes: Span<UInt8>
    private(set) var offset = 0

    @_lifetime(copy bytes)
    init(bytes: Span<UInt8>) { self.bytes = bytes }

    /// The next line without its end, which may be a bare LF.
    @_lifetime(copy self)
    mutating func next() throws(AnswerHead.Failure) -> Span<UInt8> {
        let start = offset
        while offset < bytes.count, bytes[offset] != .lineFeed { offset += 1 }
        guard offset < bytes.count else { throw .incomplete }
        let end = offset > start && bytes[offset - 1] == .carriageReturn ? offset - 1 : offset
        offset += 1
        return bytes.extracting(start..<end)
    }
}
