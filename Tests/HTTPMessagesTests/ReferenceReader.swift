/// Which requests a stream holds by RFC 9112 §6.3, written down as plainly as it can be: a whole stream at a time, a
/// copy for every step, and nothing in common with the reader that is held against it.
struct ReferenceReader {
    enum Step: Equatable {
        /// Method, target and body; a server may still refuse it if the RFC says "may".
        case request(String, mayRefuse: Bool = false)
        /// It cannot be told where it ends: a server that takes it for a request is wrong.
        case refusal
        /// Its end has not come.
        case wait
    }

    private struct Fault: Error { let step: Step }

    private static let lineEnd = Array("\r\n".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)

    private var rest: ArraySlice<UInt8>

    init(_ stream: [UInt8]) { rest = stream[...] }

    /// Nil at the end of the stream.
    mutating func next() -> Step? {
        while rest.starts(with: Self.lineEnd) { rest = rest.dropFirst(2) }
        guard !rest.isEmpty else { return nil }
        do {
            return try request()
        } catch {
            return (error as? Fault)?.step ?? .refusal
        }
    }

    private mutating func request() throws -> Step {
        guard let end = rest.firstRange(of: Self.headEnd) else { throw Fault(step: .wait) }
        var lines: [ArraySlice<UInt8>] = []
        while rest.startIndex < end.lowerBound + 2 { lines.append(try line()) }
        rest = rest.dropFirst(2)
        let words = lines.removeFirst().split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(text)
        guard words.count == 3, isToken(words[0]), words[1].hasPrefix("/"),
            words[1].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0"
        else { throw Fault(step: .refusal) }
        var fields: [(name: String, value: String)] = []
        for line in lines { fields.append(try field(line)) }
        func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
        guard values("host").count == 1 else { throw Fault(step: .refusal) }

        let (body, mayRefuse) = try body(
            values("content-length"),
            values("transfer-encoding"),
            isOld: words[2] == "HTTP/1.0"
        )
        return .request("\(words[0]) \(words[1]) \(text(body))", mayRefuse: mayRefuse || words[0].utf8.count > 32)
    }

    private mutating func body(
        _ lengths: [String],
        _ codings: [String],
        isOld: Bool
    ) throws -> (ArraySlice<UInt8>, mayRefuse: Bool) {
        if !codings.isEmpty {
            // §6.1: HTTP/1.0 knows no coding, a length beside one ought to be an error, and this server knows no other.
            let names = codings.flatMap(elements).filter { !$0.isEmpty }.map { $0.lowercased() }
            guard !isOld, lengths.isEmpty, names == ["chunked"] else { throw Fault(step: .refusal) }
            // A field that lists nothing says nothing, and may be an error.
            let isEmpty = { (value: String) in elements(value).allSatisfy(\.isEmpty) }
            return (try chunks(), codings.contains(where: isEmpty))
        }
        guard !lengths.isEmpty else { return ([], false) }
        // §6.3 (5): a list of one value again and again may stand for it once.
        let numbers = lengths.flatMap(elements)
        guard numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            Set(numbers).count == 1
        else { throw Fault(step: .refusal) }
        return (try take(Int(numbers[0]) ?? .max), numbers.count > 1)
    }

    private mutating func chunks() throws -> ArraySlice<UInt8> {
        var body: ArraySlice<UInt8> = []
        while true {
            let line = text(try line())
            let digits = line.prefix { $0.isHexDigit && $0.isASCII }
            let behind = line.dropFirst(digits.count)
            let isExtended = behind.drop { $0 == " " || $0 == "\t" }.hasPrefix(";")
            guard !digits.isEmpty, behind.isEmpty || isExtended, isValue(String(behind)) else {
                throw Fault(step: .refusal)
            }
            guard let size = Int(digits, radix: 16), size < 1 << 30 else { throw Fault(step: .wait) }
            guard size > 0 else { break }
            body += try take(size)
            guard try take(2).elementsEqual(Self.lineEnd) else { throw Fault(step: .refusal) }
        }
        while true {
            let trailer = try line()
            guard !trailer.isEmpty else { return body }
            _ = try field(trailer)
        }
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw Fault(step: .wait) }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Up to the next CRLF, which it steps over.
    private mutating func line() throws -> ArraySlice<UInt8> {
        guard let end = rest.firstRange(of: Self.lineEnd) else { throw Fault(step: .wait) }
        defer { rest = rest[end.upperBound...] }
        return rest[..<end.lowerBound]
    }

    private func field(_ line: ArraySlice<UInt8>) throws -> (name: String, value: String) {
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false).map(text)
        guard parts.count == 2, isToken(parts[0]), isValue(parts[1]) else { throw Fault(step: .refusal) }
        return (parts[0].lowercased(), trimmed(parts[1]))
    }

    private func elements(_ value: String) -> [String] {
        value.split(separator: ",", omittingEmptySubsequences: false).map { trimmed(String($0)) }
    }

    private func trimmed(_ text: String) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let start = text.drop(while: isSpace)
        return String(start.reversed().drop(while: isSpace).reversed())
    }

    private func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "!#$%&'*+-.^_`|~".contains($0)) }
    }

    private func isValue(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 || $0 == "\t" }
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
