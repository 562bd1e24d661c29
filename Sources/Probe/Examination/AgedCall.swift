/// What came of a call with a token whose `iat` and `nbf` are one whole second, used at some age.
package struct AgedCall: Sendable, Hashable {
    /// From that second to the call, by the server's clock; negative where the call came first.
    package let age: Duration
    package let isAccepted: Bool
    /// What the rule that was found makes of it; nil where it came too near an edge to tell.
    package let expected: Bool?
}
