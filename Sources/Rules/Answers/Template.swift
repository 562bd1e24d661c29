package import Definition
internal import HTTPMessages
internal import JSON
package import JWT
package import Policy

/// A fixture's text with its placeholders found, ready to be filled in.
package struct Template: Sendable {
    package enum Placeholder: Sendable, Hashable {
        /// The gateway's now, moved by a duration.
        case now(Duration)
        case uuid
        /// The request's segment for the nth folder in braces.
        case capture(Int)
        /// The client that the request's token was issued to.
        case client
        /// The gateway's now, moved by a duration, in another form.
        case instant(Duration, GeneratedAnswer.InstantForm)
        /// The request's path.
        case path
        /// The request's segment for the nth folder in braces if it fits, else the text.
        case fitting(Int, GeneratedAnswer.CaptureFit, fallback: String)
    }

    package struct Failure: Error, Sendable {
        package let placeholder: String
        package let allowed: String
    }

    /// A placeholder, and the place in `literals` where it stands.
    private struct Mark: Sendable {
        let offset: Int
        let placeholder: Placeholder
    }

    /// The text without its placeholders, in one piece.
    private var literals: [UInt8] = []
    private var marks: [Mark] = []

    /// How many bytes the text has without its placeholders.
    var count: Int { literals.count }

    /// - Parameter captures: the names in braces of the fixture's path, in order.
    package init(_ text: [UInt8], captures: [String]) throws(Failure) {
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

    /// The text of an answer that was made from a definition; its members are where they were.
    package init(_ answer: GeneratedAnswer) {
        literals = answer.text
        marks = answer.marks.map { placed in
            let placeholder: Placeholder =
                switch placed.mark {
                case .instant(let seconds, .dateTime): .now(.seconds(seconds))
                case .instant(let seconds, let form): .instant(.seconds(seconds), form)
                case .capture(let index, .any, _): .capture(index)
                case .capture(let index, let fit, let fallback): .fitting(index, fit, fallback: fallback)
                case .path: .path
                }
            return Mark(offset: placed.offset, placeholder: placeholder)
        }
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
    package struct Values: ~Escapable {
        let now: NumericDate
        let client: String?
        let path: Span<UInt8>
        let captures: [Range<Int>]

        @_lifetime(copy path)
        package init(now: NumericDate, client: String?, path: Span<UInt8>, captures: [Range<Int>]) {
            self.now = now
            self.client = client
            self.path = path
            self.captures = captures
        }
    }

    /// What one event loop fills texts from: ids that never come again, and the instants that it has written last in
    /// full.
    package struct Sources {
        package var uuids = UUID.Sequence()
        var instants = RecentInstants()

        package init() {}
    }

    package func render(_ values: Values, sources: inout Sources, to output: inout [UInt8]) {
        render(0..<literals.count, marks: 0..<marks.count, values, sources: &sources, to: &output)
    }

    /// How long the text is without its placeholders, and how many of those it has.
    package var size: (text: Int, marks: Int) { (literals.count, marks.count) }

    /// Renders a part of the text and the placeholders that are in it.
    package func render(
        _ text: Range<Int>,
        marks range: Range<Int>,
        _ values: Values,
        sources: inout Sources,
        to output: inout [UInt8]
    ) {
        var offset = text.lowerBound
        // A slice of the marks would count a reference.
        for place in range {
            let mark = marks[place]
            output.append(literals.span.extracting(offset..<mark.offset))
            offset = mark.offset
            switch mark.placeholder {
            case .now(let shift): sources.instants.append(values.now + shift, to: &output)
            case .uuid: sources.uuids.next().append(to: &output)
            case .client: JSONWriter.appendEscaped((values.client ?? "").utf8, to: &output)
            case .capture(let index):
                guard index < values.captures.count else { continue }
                JSONWriter.appendEscaped(values.path.extracting(values.captures[index]).array, to: &output)
            case .instant(let shift, let form): Self.append(values.now + shift, as: form, to: &output)
            case .path: JSONWriter.appendEscaped(values.path.array, to: &output)
            case .fitting(let index, let fit, let fallback):
                guard index < values.captures.count,
                    Self.fits(values.path.extracting(values.captures[index]), fit)
                else {
                    output += fallback.utf8
                    continue
                }
                JSONWriter.appendEscaped(values.path.extracting(values.captures[index]).array, to: &output)
            }
        }
        output.append(literals.span.extracting(offset..<text.upperBound))
    }

    private static func append(
        _ instant: NumericDate,
        as form: GeneratedAnswer.InstantForm,
        to output: inout [UInt8]
    ) {
        var text: [UInt8] = []
        RFC3339.append(instant, to: &text)
        switch form {
        case .dateTime: output += text
        case .localDateTime: output += text.dropLast()
        case .date: output += text.prefix(10)
        case .yearMonth: output += text.prefix(7)
        case .time: output += text.dropFirst(11).prefix(8)
        }
    }

    private static func fits(_ segment: Span<UInt8>, _ fit: GeneratedAnswer.CaptureFit) -> Bool {
        switch fit {
        case .any: return true
        case .pattern(let pattern): return pattern.matches(segment)
        case .integer:
            guard (1...9).contains(segment.count), segment.count == 1 || segment[0] != UInt8(ascii: "0") else {
                return false
            }
            for index in 0..<segment.count where !segment[index].isDigit { return false }
            return true
        }
    }
}
