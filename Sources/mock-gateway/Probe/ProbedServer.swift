internal import FoundationEssentials
internal import Glibc
internal import HTTPClient
internal import JSON
internal import JWT
internal import OpenSSL
internal import Probe
internal import System

/// The server behind a URL, asked over HTTP: one request at a time, to this address only.
struct ProbedServer: Respondent {
    /// How many bytes of an answer's body are read: enough for the names in an error.
    private static let bodyLimit = 64 * 1024
    private static let timeout = Duration.seconds(5)

    private let target: HTTPTarget
    private let method: String
    /// The fields; `{token}` in them stands for the token.
    private let fields: [String]
    private let trust: TLSClientContext?
    private var tokens: TokenSource
    private var connection: ClientConnection?
    /// Our clock; all is dated by one reading of it.
    private let clock = WallClockReading.make()

    init(_ target: HTTPTarget, method: String, fields: [String], tokens: TokenSource, trust: TLSClientContext?) {
        self.target = target
        self.method = method
        self.fields = fields
        self.tokens = tokens
        self.trust = trust
    }

    var now: NumericDate { date(.now) }

    /// It is longer than a token takes to make, so that the next one is ready in time.
    var preparation: Duration { tokens.isSlow ? tokens.time * 3 / 2 : .milliseconds(1) }

    private func date(_ instant: ContinuousClock.Instant) -> NumericDate {
        NumericDate(sinceEpoch: clock.date(instant).sinceEpoch)
    }

    mutating func pause(for span: Duration) throws(Obstacle) {
        guard isReady(now + span) else { throw .interrupted }
    }

    mutating func reply(to question: Question) throws(Obstacle) -> Reply {
        let request = try request(question)
        if question.isFresh { connection = nil }
        while true {
            let isUsed = connection != nil
            let exchange: ForeignExchange
            do throws(ExchangeFailure) {
                let current = if let connection { connection } else { try open() }
                connection = nil
                guard isReady(question.sendAt) else { throw Self.interruption }
                exchange = try ForeignExchange.make(
                    request,
                    on: current,
                    bodyLimit: Self.bodyLimit,
                    until: Deadline(in: Self.timeout)
                )
                if exchange.answer.isReusable { connection = current }
            } catch {
                if error == Self.interruption { throw .interrupted }
                // The server may have given up a connection that was used before; only then a request is sent again.
                guard isUsed else { throw .unreachable(error.description) }
                connection = nil
                continue
            }
            return reply(exchange)
        }
    }

    private static let interruption = ExchangeFailure("interrupted")

    private func reply(_ exchange: ForeignExchange) -> Reply {
        let answer = exchange.answer
        let names = (try? JSONParser.parse(answer.body))?.object.map { Set($0.keys) }
        return Reply(
            sent: date(exchange.sent),
            received: date(exchange.received),
            status: answer.status,
            names: names ?? [],
            second: answer.second,
            retryAfter: answer["retry-after"].flatMap { $0.utf8.count <= 9 ? Int($0) : nil }
        )
    }

    private func open() throws(ExchangeFailure) -> ClientConnection {
        do throws(ExchangeFailure) {
            return try ClientConnection.open(
                host: target.host,
                port: target.port,
                trust: trust,
                deadline: Deadline(in: Self.timeout)
            )
        } catch {
            guard error.isDistrust else { throw error }
            throw ExchangeFailure("\(error) (--cacert FILE names a CA to trust)", isDistrust: true)
        }
    }

    private mutating func request(_ question: Question) throws(Obstacle) -> [UInt8] {
        var head =
            "\(method) \(target.path) HTTP/1.1\r\nHost: \(target.authority)\r\nUser-Agent: mock-gateway\r\nAccept: */*\r\n"
        let token = question.credential == .none ? nil : try tokens.token(for: question)
        for field in fields {
            guard field.contains("{token}") else {
                head += field + "\r\n"
                continue
            }
            if let token { head += field.replacing("{token}", with: token) + "\r\n" }
        }
        return Array((head + "\r\n").utf8)
    }

    /// Waits for an instant, if there is one; false if Ctrl-C came.
    private func isReady(_ instant: NumericDate?) -> Bool {
        while true {
            let span = max(.zero, (instant ?? now) - now)
            guard !Interruption.has(within: span) else { return false }
            guard let instant, now < instant else { return true }
        }
    }
}
