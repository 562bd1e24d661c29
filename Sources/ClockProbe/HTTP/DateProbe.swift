internal import Durations
internal import Glibc
package import HTTPClient
package import OpenSSL
internal import System

/// Compares a server's Date field with our clock, finer than the second that it is written in.
package struct DateProbe {
    /// How many questions a probe may ask at most.
    private static let questionLimit = 20
    private static let connectTimeout = Duration.seconds(5)
    /// The rest of the time is for confirming: four questions, each of which may have to wait for another second.
    private static let timeout = Duration.seconds(8)
    private static let searchTime = Duration.milliseconds(3_500)

    private let target: HTTPTarget
    private let goal: Duration
    private let request: [UInt8]

    /// - Parameter goal: the uncertainty that is good enough.
    package init(_ target: HTTPTarget, goal: Duration) {
        self.target = target
        self.goal = goal
        let head = """
            HEAD \(target.path) HTTP/1.1\r
            Host: \(target.authority)\r
            User-Agent: mock-gateway\r
            Accept: */*\r
            Cache-Control: no-cache\r
            \r

            """
        request = Array(head.utf8)
    }

    /// Asks again and again, on one connection as far as the server keeps it, until the answer is good enough.
    ///
    /// Redirects are not followed, and every status is good.
    ///
    /// - Parameter authorities: trusted in place of those of the system.
    package func run(trusting authorities: [Certificate]? = nil) throws(ExchangeFailure) -> Lead {
        var trust: TLSClientContext?
        if target.isSecure {
            do throws(OpenSSLError) {
                trust = try TLSClientContext(trusting: authorities)
            } catch {
                throw ExchangeFailure(error.description)
            }
        }
        var connection: HeadConnection? = try open(trust, Deadline(in: Self.connectTimeout))
        let deadline = Deadline(in: Self.timeout)
        let searchEnd = Deadline(in: Self.searchTime)
        var finder = EdgeFinder(goal: goal, questionLimit: Self.questionLimit)
        finder.lateConfirmation = .now + Self.searchTime
        // Whether the server takes several requests on a connection.
        var keepsConnections = true
        var failure: ExchangeFailure?
        var witness = DateWitness()
        while failure == nil, !finder.isDone {
            if searchEnd.hasPassed { finder.settle() }
            let isFresh = connection?.isFresh ?? true
            let exchange: HeadConnection.Exchange
            do throws(ExchangeFailure) {
                // The connection is made before the moment to ask has come.
                let current: HeadConnection
                if let connection { current = connection } else { current = try open(trust, deadline) }
                guard Self.wait(until: finder.nextQuestion(after: .now), deadline) else { break }
                exchange = try current.ask(request, deadline: deadline)
                connection = keepsConnections && exchange.isReusable ? current : nil
            } catch {
                // A connection that was used before may have been given up meanwhile.
                if isFresh { failure = error }
                keepsConnections = false
                connection = nil
                continue
            }
            witness.take(exchange.head)
            try Self.take(exchange, &finder)
        }
        guard let lead = finder.lead else { throw failure ?? ExchangeFailure("no answer in time") }
        return lead.read(from: witness.origin)
    }

    private func open(_ trust: TLSClientContext?, _ deadline: Deadline) throws(ExchangeFailure) -> HeadConnection {
        try HeadConnection(to: target, trust: trust, deadline: deadline)
    }

    private static func take(_ exchange: HeadConnection.Exchange, _ finder: inout EdgeFinder) throws(ExchangeFailure) {
        // A cache would ignore an Age that cannot be read; but here its Date may be one that a cache has kept.
        guard let age = exchange.head.age else {
            throw ExchangeFailure("its answer has an Age field that cannot be read, so that its Date may be an old one")
        }
        guard age == 0 else { throw ExchangeFailure("its answer is \(age) s old, from a cache: ask for another path") }
        guard let second = exchange.head.second else { throw ExchangeFailure("its answer has no Date field to go by") }
        do throws(EdgeFinder.Contradiction) {
            try finder.take(EdgeFinder.Answer(sent: exchange.sent, received: exchange.received, second: second))
        } catch {
            throw ExchangeFailure(
                """
                its Date fields contradict each other by \(error.gap.millisecondsRoundedUp) ms: several clocks answer \
                there, or one that was set meanwhile, or it renews its Date only now and then, as uvicorn does
                """
            )
        }
    }

    /// Waits until `time`; false if there is not enough time for that.
    private static func wait(until time: WallTime, _ deadline: Deadline) -> Bool {
        let span = time - .now
        guard span > .zero else { return true }
        guard span < deadline.remaining else { return false }
        let nanoseconds = span.wholeNanoseconds
        var rest = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
        return true
    }
}
