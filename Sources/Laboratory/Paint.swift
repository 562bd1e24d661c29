/// Colours for a terminal, or none.
package struct Paint: Sendable, Hashable {
    package enum Ink: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        /// For what must not be overlooked.
        case alarm = "1;37;41"
    }

    private let isOn: Bool

    package init(isOn: Bool) { self.isOn = isOn }

    package func callAsFunction(_ text: String, _ ink: Ink?) -> String {
        guard isOn, let ink, !text.isEmpty else { return text }
        return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
    }
}

extension String {
    /// Moved to the right, to a width in characters.
    func right(_ width: Int) -> String { String(repeating: " ", count: max(width - count, 0)) + self }
    /// Filled up with blanks.
    func left(_ width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
