/// A body that comes over time, such as server-sent events.
///
/// The connection pulls: it asks for the next piece when its socket can take one, never before. While there is nothing,
/// the connection is parked, without a thread. The connection keeps nothing for a slow reader; the stream decides what
/// it leaves out.
package protocol BodyStream: AnyObject, Sendable {
    /// Takes what there is; it is called on the thread of the connection's event loop.
    ///
    /// - Parameter wake: to be called if there was nothing, once there may be something; from any thread.
    func next(orWake wake: @escaping @Sendable () -> Void) -> BodyPiece

    /// The server ends: the pieces that are there are still read, and then the stream is over.
    func finish()

    /// No more will be taken: the reader has all of it, or has gone, or never wanted the body (HEAD).
    func end()
}

/// What a connection gets when it asks a stream.
package enum BodyPiece: Sendable, Hashable {
    case bytes([UInt8])
    /// Nothing now.
    ///
    /// - Parameter askAgainIn: after how long to ask again if `wake` has not been called by then; nil is never.
    case none(askAgainIn: Duration?)
    case end
}
