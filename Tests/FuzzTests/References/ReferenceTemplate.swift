import JSON
import JWT

@testable import Gateway
@testable import Policy

/// A fixture's text filled in by looking for one placeholder after the other.
struct ReferenceTemplate {
    private enum Part {
        case text([UInt8])
        case uuid
    }

    private var parts: [Part] = []

    /// Nil if a placeholder is malformed.
    init?(_ text: [UInt8], captures: [String: String], client: String, now: NumericDate) {
        var index = 0
        var literal: [UInt8] = []
        while index < text.count {
            guard text[index...].starts(with: "{{".utf8), let end = Self.end(of: text, from: index + 2) else {
                literal.append(text[index])
                index += 1
                continue
            }
            let name = Array(text[(index + 2)..<end]).text
            index = end + 2
            switch name {
            case "now": literal += Array(RFC3339.text(now).utf8)
            case "uuid":
                parts.append(.text(literal))
                parts.append(.uuid)
                literal = []
            case "token.clientId": literal += Self.escaped(client)
            default:
                if let value = captures.first(where: { "path.\($0.key)".utf8.elementsEqual(name.utf8) })?.value {
                    literal += Self.escaped(value)
                } else if name.utf8.starts(with: "now".utf8), "+-".utf8.contains(name.utf8.dropFirst(3).first ?? 0),
                    let offset = try? DurationText.parse(String(name.dropFirst(3)))
                {
                    literal += Array(RFC3339.text(now + offset).utf8)
                } else {
                    return nil
                }
            }
        }
        parts.append(.text(literal))
    }

    private static func end(of text: [UInt8], from start: Int) -> Int? {
        text.indices.first { $0 >= start && text[$0...].starts(with: "}}".utf8) }
    }

    private static func escaped(_ value: String) -> [UInt8] {
        Array(JSONValue.string(value).serialized().dropFirst().dropLast())
    }

    /// Whether `output` is this text, with any UUID in the place of one.
    func matches(_ output: [UInt8]) -> Bool {
        var rest = output[...]
        for part in parts {
            switch part {
            case .text(let text):
                guard rest.starts(with: text) else { return false }
                rest = rest.dropFirst(text.count)
            case .uuid:
                let uuid = rest.prefix(36)
                let isGood = uuid.enumerated().allSatisfy { index, byte in
                    [8, 13, 18, 23].contains(index)
                        ? byte == UInt8(ascii: "-") : "0123456789abcdef".utf8.contains(byte)
                }
                guard uuid.count == 36, isGood else { return false }
                rest = rest.dropFirst(36)
            }
        }
        return rest.isEmpty
    }
}
