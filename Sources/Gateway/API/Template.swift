internal import HTTPMessages
internal import JSON
internal import JWT

/// A fixture's text with its placeholders found, ready to be filled in.
struct Template: Sendable {
    enum Placeholder: Sendable, Hashable {
        /// The gateway's now, moved by so much.
        case now(Duration)
        case uuid
        /// What stood at the nth folder in braces.
        case capture(Int)
        /// The client that the request's token was issued to.
        case client
    }

    struct Failure: Error, Sendable {
        let placeholder: String
        let allowed: String
    }

    /// A placeholder and where in `literals` it stands.
    private struct Mark: Sendable {
        let offset: Int
        let placeholder: Placeholder
    }

    /// The text without its placeholders, in one piece.
    private var literals: [UInt8] = []
    private var marks: [Mark] = []

    /// How many bytes of its own it has.
    var count: Int { literals.count }

    /// - Parameter captures: the names in braces of the fixture's path, in order.
    init(_ text: [UInt8], captures: [String]) throws(Failure) {
        var rest = text[...]
        while let start = Self.firstIndex(of: "{{", in: rest) {
            guard let end = Self.firstIndex(of: "}}", in: rest[start...]) else { break }
            literals += rest[..<start]
            let name = String(decoding: rest[(start + 2)..<end], as: UTF8.self)
            marks.append(Mark(offset: literals.count, placeholder: try Self.placeholder(name, captures)))
            rest = rest[(end + 2)...]
        }
        literals += rest
    }

    private static func firstIndex(of pair: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let byte: UInt8 = pair.description.utf8.first ?? 0
        return bytes.indices.first { index in
            bytes[index] == byte && index + 1 < bytes.endIndex && bytes[index + 1] == byte
        }
    }

    private static func placeholder(_ name: String, _ captures: [String]) throws(Failure) -> Placeholder {
        switch name {
        case "now": return .now(.zero)
        case "uuid": return .uuid
        case "token.clientId": return .client
        default: break
        }
        if name.hasPrefix("path."), let index = captures.firstIndex(of: String(name.dropFirst(5))) {
            return .capture(index)
        }
        if name.hasPrefix("now+") || name.hasPrefix("now-"),
            let offset = try? DurationText.parse(String(name.dropFirst(3)))
        {
            return .now(offset)
        }
        let paths = captures.map { "{{path.\($0)}}" }
        let allowed = ["{{now}}", "{{now-30m}}", "{{now+1h}}", "{{uuid}}", "{{token.clientId}}"] + paths
        throw Failure(placeholder: "{{\(name)}}", allowed: allowed.joined(separator: ", "))
    }

    /// What the placeholders stand for in one answer.
    struct Values: ~Escapable {
        let now: NumericDate
        let client: String?
        let path: Span<UInt8>
        let captures: [Range<Int>]

        @_lifetime(copy path)
        init(now: NumericDate, client: String?, path: Span<UInt8>, captures: [Range<Int>]) {
            self.now = now
            self.client = client
            self.path = path
            self.captures = captures
        }
    }

    func render(_ values: Values, uuids: inout UUID.Sequence, to output: inout [UInt8]) {
        var offset = 0
        for mark in marks {
            output.append(literals.span.extracting(offset..<mark.offset))
            offset = mark.offset
            switch mark.placeholder {
            case .now(let shift): RFC3339.append(values.now + shift, to: &output)
            case .uuid: uuids.next().append(to: &output)
            case .client: JSONWriter.appendEscaped((values.client ?? "").utf8, to: &output)
            case .capture(let index):
                guard index < values.captures.count else { continue }
                JSONWriter.appendEscaped(values.path.extracting(values.captures[index]).array, to: &output)
            }
        }
        output.append(literals.span.extracting(offset..<literals.count))
    }
}
