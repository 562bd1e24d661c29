/// Whether text for a terminal is coloured (no-color.org).
package struct TextStyle: Sendable {
    package enum Color: Int, Sendable {
        case red = 31
        case green = 32
        case yellow = 33
    }

    private let isColored: Bool

    /// - Parameters:
    ///   - isTerminal: whether somebody reads it on a terminal.
    ///   - environment: `NO_COLOR`, if it is not empty, and `TERM=dumb` keep colour away.
    package init(isTerminal: Bool, environment: [String: String]) {
        isColored = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    package static let plain = TextStyle(isTerminal: false, environment: [:])

    package func paint(_ text: String, _ color: Color) -> String {
        isColored ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }
}
