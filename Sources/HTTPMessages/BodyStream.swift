/// A body that comes over time, such as server-sent events.
///
/// The connection pulls: it asks for the next piece when its socket can take one, never before. As long as there is
/// nothing, the connection is parked, without a thread. What a slow reader has not asked for is never kept for it by the
/// connection; it is for the stream to say what it leaves out.
package protocol BodyStream: AnyObject, Sendable {
    /// Takes what there is; asked on the thread of the connection's event loop.
    ///
    /// - Parameter wake: to be called if there was nothing, once there may be something; from any thread.
    func next(orWake wake: @escaping @Sendable () -> Void) -> BodyPiece

    /// The server ends: what is there is still read, then comes the end.
    func finish()

    /// Nobody will take more: the reader has all of it, or has gone, or never wanted the body (HEAD).
    func end()
}

/// What a connection gets when it asks a stream.
package enum BodyPiece: Sendable, Hashable {
    case bytes([UInt8])
    /// Nothing now.
    ///
    /// - Parameter askAgainIn: after how long to ask again if nobody has woken the connection by then; nil is never.
    case none(askAgainIn: Duration?)
    case end
}
