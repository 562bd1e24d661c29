internal import HTTPMessages

// What requests hold that have not ended, and answers that nobody has read. Those that come and leave whole are none of
// them.

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

    /// Counts what the connection's answers hold that nobody has read yet, as far as it is more than each may hold.
    ///
    /// Where all of them leave no room for it, the connection is closed: a client that does not read is the one to lose.
    func countUnread(_ connection: Connection) {
        guard connection.state.isOpen else { return }
        let size = connection.unsent.count + (connection.held?.size ?? 0)
        let more = max(size - limits.ordinaryAnswerBytes, 0) - connection.unreadBytes
        if more < 0 { surroundings.unread.give(back: -more) }
        guard more <= 0 || surroundings.unread.take(more) else {
            responder.dropped(
                "a client that does not read its answers: they hold \(limits.unreadAnswerBytes) bytes in all"
            )
            return close(connection)
        }
        connection.unreadBytes += more
    }

    /// The request has ended, or is not going to.
    func letGo(_ connection: Connection) {
        guard connection.heldBytes > 0 else { return }
        surroundings.unfinished.give(back: connection.heldBytes)
        connection.heldBytes = 0
    }
}
