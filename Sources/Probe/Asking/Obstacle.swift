/// Why it cannot be found out what a server forgives.
package enum Obstacle: Error, Sendable, Hashable {
    case unreachable(String)
    /// A good token is refused as a forged one is.
    case refusesEverything(status: Int)
    /// The server does not look at tokens.
    case acceptsEverything(status: Int)
    /// A forged token is accepted, but an expired one is not.
    case takesForgedSignatures
    /// The same question gets different answers, at instants at which no clock makes a difference.
    case changes(String)
    /// The server limits requests, and asks for a longer wait than is allowed.
    case limitsRequests(seconds: Int?)
    /// The server answers again and again with a status that means neither yes nor no.
    case unclear(status: Int)
    /// The server takes so long to answer that nothing finer can be found out.
    case slow(Duration)
    case outOfRequests(Int)
    case outOfTime(Duration)
    case interrupted
    /// No token can be made.
    case noToken(String)
}
