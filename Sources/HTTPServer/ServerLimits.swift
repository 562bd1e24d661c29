/// The limits of a server; times are counted on the monotonic clock.
package struct ServerLimits: Sendable {
    /// From the first byte of a request, or from the connection's start, to the end of its head.
    package var headTime: Duration = .seconds(10)
    /// From the end of the head to the end of the body.
    package var bodyTime: Duration = .seconds(30)
    /// Without progress in sending an answer.
    package var writeTime: Duration = .seconds(30)
    /// Between two requests.
    package var idleTime: Duration = .seconds(60)
    /// How long a closing connection waits for the peer to stop sending, so that it can read the last answer
    /// (RFC 9112 §9.6).
    package var lingerTime: Duration = .seconds(2)
    /// How many bytes an unfinished request may hold whatever all others do, so that an ordinary one is never refused.
    package var ordinaryRequestBytes = 16 * 1024
    /// How many bytes unfinished requests may hold beyond that, all connections together; 503 if one needs more.
    package var unfinishedRequestBytes = 64 * 1024 * 1024
    /// How many bytes of unread answers a connection may hold whatever all others do.
    package var ordinaryAnswerBytes = 64 * 1024
    /// How many bytes of unread answers there may be beyond that, all connections together; one that needs more is
    /// closed.
    package var unreadAnswerBytes = 64 * 1024 * 1024
    /// How many connections there may be: then the one that has waited longest for a request makes room, or the new one
    /// is closed.
    package var connections = 10_000

    package init() {}
}
