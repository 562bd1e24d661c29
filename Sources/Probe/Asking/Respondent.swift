package import JWT

/// Whom the examination asks: a server, by way of a network or a virtual one.
package protocol Respondent {
    /// By our clock, carried on by one that nobody sets.
    var now: NumericDate { get }
    /// How long it takes from a question to its request, if there is no instant to wait for.
    var preparation: Duration { get }

    /// Waits for the question's instant, sends it, and takes the answer.
    mutating func reply(to question: Question) throws(Obstacle) -> Reply
    /// Waits, and asks nothing.
    mutating func pause(for span: Duration) throws(Obstacle)
}
