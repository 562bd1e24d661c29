package import JWT

/// The server that the examination asks, over a network or a virtual one.
package protocol Respondent {
    /// The time by our clock, continued by one that cannot be set.
    var now: NumericDate { get }
    /// How long it takes from a question to its request, if the question has no instant to wait for.
    var preparation: Duration { get }

    /// Waits for the question's instant, sends it, and takes the answer.
    mutating func reply(to question: Question) throws(Obstacle) -> Reply
    /// Waits, and asks nothing.
    mutating func pause(for span: Duration) throws(Obstacle)
}
