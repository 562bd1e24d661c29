internal import HTTPMessages

// The memory of unfinished requests, and of answers that have not been read. Requests and answers that come and leave
// whole are not counted.

extension EventLoop {
    /// Counts the bytes that a connection's unfinished request holds now beyond those that each may hold.
    ///
    /// - Returns: false if the unfinished requests of all connections leave no room for it.
    func mayHold(_ count: Int, _ connection: Connection) -> Bool {
        let more = count - limits.ordinaryRequestBytes - connection.heldBytes
        guard more > 0 else { return true }
        guard surroundings.unfinished.take(more) else { return false }
        connection.heldBytes += more
        return true
    }

    /// Counts the bytes of the connection's unread answers beyond those that each may hold.
    ///
    /// If the unread answers of all leave no room, this connection is closed: a client that does not read is the one to
    /// lose.
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

    /// Releases the bytes of a request that has ended, or never will.
    func letGo(_ connection: Connection) {
        guard connection.heldBytes > 0 else { return }
        surroundings.unfinished.give(back: connection.heldBytes)
        connection.heldBytes = 0
    }
}
