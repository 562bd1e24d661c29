/// The result of a call with a token of some age, whose `iat` and `nbf` are the same whole second.
package struct AgedCall: Sendable, Hashable {
    /// The time from that second to the call, by the server's clock; negative if the call came first.
    package let age: Duration
    package let isAccepted: Bool
    /// Whether the rule that was found accepts it; nil if the call came too near an edge to tell.
    package let expected: Bool?
}
