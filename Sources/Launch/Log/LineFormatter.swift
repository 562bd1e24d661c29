internal import Gateway
internal import JSON
internal import Logging
internal import Policy
internal import TerminalText

/// Puts an event on one line.
package struct LineFormatter: Sendable {
    let format: LogFormat
    /// The colours, for a person who watches.
    var style = TextStyle.plain

    /// The keys whose values the message of a text line has already.
    private static let saidByMessage: Set<String> = ["method", "path", "status"]

    func line(level: Logger.Level, message: String, metadata: Logger.Metadata = [:]) -> [UInt8] {
        let time = RFC3339.text(GatewayClock.systemNow())
        let fields = metadata.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        switch format {
        case .text:
            var text = "\(time) \(level) " + style.paint(Self.escaped(message), Self.color(level, metadata))
            for (key, value) in fields where !Self.saidByMessage.contains(key) {
                text += " \(key)=" + Self.quoted(value)
            }
            return Array((text + "\n").utf8)
        case .json:
            var object = JSONObject([
                .init(key: "time", value: .string(time)),
                .init(key: "level", value: .string(level.rawValue)),
                .init(key: "message", value: .string(message)),
            ])
            for (key, value) in fields {
                object[key] = key == "status" ? Int(value).map(JSONValue.init(_:)) ?? .string(value) : .string(value)
            }
            return JSONValue.object(object).serialized(.compact) + [UInt8(ascii: "\n")]
        }
    }

    /// The colour of lines that stand out: those of a refused token, and those that ask for action.
    private static func color(_ level: Logger.Level, _ metadata: Logger.Metadata) -> TextStyle.Color? {
        switch level {
        case .critical, .error: .alarm
        case .warning: .yellow
        default: metadata["reason"] == nil ? nil : .red
        }
    }

    /// The value, in quotation marks if a reader could not tell where it ends.
    private static func quoted(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") }
        return isPlain ? escaped(value) : "\"" + escaped(value.replacing("\"", with: "\\\"")) + "\""
    }

    /// The text without characters that move a terminal's cursor or end a line: C0, C1, and Unicode's own line ends.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
