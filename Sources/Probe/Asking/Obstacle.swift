/// Why it cannot be told what a server forgives.
package enum Obstacle: Error, Sendable, Hashable {
    case unreachable(String)
    /// A good token is answered as a forged one is.
    case refusesEverything(status: Int)
    /// Nobody there looks at tokens.
    case acceptsEverything(status: Int)
    /// A forged token is accepted, a dead one is not.
    case takesForgedSignatures
    /// One and the same question is answered now so, now so, at instants where no clock makes a difference.
    case changes(String)
    /// It limits requests, and asks for more patience than there is.
    case limitsRequests(seconds: Int?)
    /// A status that means neither yes nor no, again and again.
    case unclear(status: Int)
    /// It takes so long to answer that nothing finer can be told.
    case slow(Duration)
    case outOfRequests(Int)
    case outOfTime(Duration)
    case interrupted
    /// No token can be made.
    case noToken(String)
}
