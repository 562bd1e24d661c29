/// What a server makes of a claim beside its instant.
package struct Presence: Sendable, Hashable {
    /// Whether a token is judged by it.
    package var isLookedAt = false
    /// Whether no token is accepted without it.
    package var isDemanded = false
    /// Whether it may have a fraction; nil where nobody asked.
    package var takesFractions: Bool?
    /// Whether a number in a string is a time; nil where nobody asked.
    package var text: Text?

    package enum Text: String, Sendable, Hashable {
        case refused
        /// It is taken, and judged.
        case judged
        /// It is taken, and whatever it says is good.
        case ignored
    }
}
