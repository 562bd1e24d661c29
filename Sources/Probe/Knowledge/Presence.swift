/// What a server does with a claim, apart from its instant.
package struct Presence: Sendable, Hashable {
    /// Whether a token is judged by it.
    package var isLookedAt = false
    /// Whether every token without it is refused.
    package var isDemanded = false
    /// Whether it may have a fraction; nil if that was not asked.
    package var takesFractions: Bool?
    /// Whether a number in a string is a time; nil if that was not asked.
    package var text: Text?

    package enum Text: String, Sendable, Hashable {
        case refused
        /// It is accepted as a time, and judged.
        case judged
        /// It is accepted, whatever it says.
        case ignored
    }
}
