internal import Locking
package import System

/// The server: listeners and event loops.
///
/// It knows no path, no token and no clock of the gateway.
package final class Server: Sendable {
    private let mailboxes: [Mailbox]
    private let gauge: ConnectionGauge
    /// The memory of unfinished requests.
    let unfinished: MemoryBudget
    /// The memory of answers that have not been read.
    let unread: MemoryBudget
    /// The threads whose end has not been awaited yet.
    private let threads: Mutex<[WorkerThread]>

    /// Starts answering at once.
    ///
    /// - Parameters:
    ///   - loops: how many threads share the connections; the first also accepts.
    ///   - tls: nil is plain HTTP only.
    ///   - responder: makes the responder of one loop; called on the caller's thread, once for each loop.
    package init(
        listeners: [Listener],
        loops: Int,
        limits: ServerLimits = ServerLimits(),
        tls: TLSPolicy? = nil,
        responder: () -> any Responder
    ) throws(SystemError) {
        gauge = ConnectionGauge(limit: limits.connections)
        var mailboxes: [Mailbox] = []
        for _ in 0..<max(loops, 1) { mailboxes.append(try Mailbox()) }
        unfinished = MemoryBudget(limit: limits.unfinishedRequestBytes)
        unread = MemoryBudget(limit: limits.unreadAnswerBytes)
        let surroundings = EventLoop.Surroundings(
            limits: limits,
            tls: tls,
            gauge: gauge,
            unfinished: unfinished,
            unread: unread,
            mailboxes: mailboxes
        )
        var threads: [WorkerThread] = []
        for index in mailboxes.indices {
            let loop = try EventLoop(
                index: index,
                listeners: index == 0 ? listeners : [],
                surroundings: surroundings,
                responder: responder()
            )
            threads.append(try WorkerThread { loop.run() })
        }
        self.mailboxes = mailboxes
        self.threads = Mutex(threads)
    }

    /// What the limit of connections has done so far.
    package var limitTally: LimitTally { gauge.tally }

    /// Stops accepting, lets requests under way finish for at most `limit`, and returns when all have ended.
    ///
    /// A second call returns at once.
    package func shutDown(within limit: Duration) {
        let deadline = MonotonicInstant.now + limit
        for mailbox in mailboxes { mailbox.post(.drain(until: deadline)) }
        let waitedFor = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in waitedFor { thread.join() }
    }
}
