/// A chunked body read line by line (RFC 9112 §7.1), from bytes that are all there, and without limits.
struct ReferenceChunks {
    enum Outcome {
        case complete(body: [UInt8], consumed: Int)
        case incomplete
        case malformed
    }

    private enum Stop: Error { case incomplete, malformed }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var outcome: Outcome {
        var copy = self
        do throws(Stop) {
            return .complete(body: try copy.body(), consumed: copy.offset)
        } catch {
            return error == .incomplete ? .incomplete : .malformed
        }
    }

    private mutating func body() throws(Stop) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let size = try size(try line(beginning: Self.beginsSize, whole: Self.isSize))
            guard size > 0 else { break }
            guard offset + size <= bytes.count else { throw .incomplete }
            body += bytes[offset..<(offset + size)]
            offset += size
            _ = try line(beginning: \.isEmpty, whole: \.isEmpty)
        }
        while true {
            let trailer = try line(beginning: Self.beginsTrailer, whole: Self.isTrailer)
            if trailer.isEmpty { return body }
        }
    }

    /// The next line without its CRLF; if it has no end yet, the bytes that are there must not rule one out.
    private mutating func line(
        beginning isBeginning: ([UInt8]) -> Bool,
        whole isWhole: ([UInt8]) -> Bool
    ) throws(Stop) -> [UInt8] {
        let rest = bytes[offset...]
        guard let end = rest.firstIndex(where: { $0 == 0x0D || $0 == 0x0A }) else {
            throw isBeginning(Array(rest)) || rest.isEmpty ? .incomplete : .malformed
        }
        let line = Array(rest[..<end])
        guard bytes[end] == 0x0D, isWhole(line) else { throw .malformed }
        guard end + 1 < bytes.count else { throw .incomplete }
        guard bytes[end + 1] == 0x0A else { throw .malformed }
        offset = end + 2
        return line
    }

    /// Digits, then nothing or white space and a semicolon, behind which anything may stand that a field may have.
    private static func beginsSize(_ line: [UInt8]) -> Bool {
        let rest = line.drop { "0123456789abcdefABCDEF".utf8.contains($0) }
        guard (1...16).contains(rest.startIndex) else { return false }
        let afterSpace = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard let first = afterSpace.first else { return true }
        return first == UInt8(ascii: ";") && afterSpace.allSatisfy(isText)
    }

    /// White space that no semicolon follows only shows once the line is whole.
    private static func isSize(_ line: [UInt8]) -> Bool {
        beginsSize(line) && (line.contains(UInt8(ascii: ";")) || !line.contains { $0 == 0x20 || $0 == 0x09 })
    }

    private func size(_ line: [UInt8]) throws(Stop) -> Int {
        let digits = line.prefix { "0123456789abcdefABCDEF".utf8.contains($0) }
        guard let size = Int(Array(digits).text, radix: 16), size < 1 << 40 else { throw .malformed }
        return size
    }

    /// Nothing, or a name, a colon and a value.
    private static func beginsTrailer(_ line: [UInt8]) -> Bool {
        let isToken = { (byte: UInt8) in
            "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8.contains(byte)
        }
        let rest = line.drop(while: isToken)
        guard rest.first == UInt8(ascii: ":") else { return rest.isEmpty }
        return rest.startIndex > line.startIndex && rest.allSatisfy(isText)
    }

    private static func isTrailer(_ line: [UInt8]) -> Bool {
        beginsTrailer(line) && (line.isEmpty || line.contains(UInt8(ascii: ":")))
    }

    private static func isText(_ byte: UInt8) -> Bool { byte == 0x09 || byte >= 0x20 && byte != 0x7F }
}
