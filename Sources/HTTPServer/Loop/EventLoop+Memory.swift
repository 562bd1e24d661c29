internal import HTTPMessages

// What requests hold that have not ended. Those that come whole are none of them.

extension EventLoop {
    /// Counts what a connection's unfinished request holds now, as far as it is more than each may hold.
    ///
    /// - Returns: false where the unfinished requests of all connections leave no room for it.
    func mayHold(_ count: Int, _ connection: Connection) -> Bool {
        let more = count - limits.ordinaryRequestBytes - connection.heldBytes
        guard more > 0 else { return true }
        guard surroundings.unfinished.take(more) else { return false }
        connection.heldBytes += more
        return true
    }

    /// The request has ended, or is not going to.
    func letGo(_ connection: Connection) {
        guard connection.heldBytes > 0 else { return }
        surroundings.unfinished.give(back: connection.heldBytes)
        connection.heldBytes = 0
    }
}
