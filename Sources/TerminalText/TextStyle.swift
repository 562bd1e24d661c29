/// Whether text for a terminal is coloured (no-color.org).
package struct TextStyle: Sendable, Hashable {
    package enum Color: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        /// For text that must not be overlooked.
        case alarm = "1;37;41"
    }

    private let isColored: Bool

    /// - Parameters:
    ///   - isTerminal: whether it is written to a terminal.
    ///   - environment: `NO_COLOR`, if it is not empty, and `TERM=dumb` keep colour away.
    package init(isTerminal: Bool, environment: [String: String]) {
        isColored = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    package static let plain = TextStyle(isTerminal: false, environment: [:])

    package func paint(_ text: String, _ color: Color?) -> String {
        guard isColored, let color, !text.isEmpty else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }
}
