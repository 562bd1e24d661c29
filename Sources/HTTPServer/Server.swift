internal import Locking
package import System

/// The server: listeners and event loops.
///
/// It knows no path, token or clock of anybody's.
package final class Server: Sendable {
    private let mailboxes: [Mailbox]
    private let gauge: ConnectionGauge
    /// For what requests hold that have not ended.
    let unfinished: MemoryBudget
    /// For answers that nobody has read yet.
    let unread: MemoryBudget
    /// Those that nobody has waited for yet.
    private let threads: Mutex<[WorkerThread]>

    /// Starts answering at once.
    ///
    /// - Parameters:
    ///   - loops: how many threads share the connections; the first also accepts.
    ///   - tls: nil speaks plain HTTP only.
    ///   - responder: makes the responder of one loop; called on the caller's thread, once a loop.
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

    /// Stops accepting, lets requests under way finish for at most `limit`, and returns when all is over.
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
