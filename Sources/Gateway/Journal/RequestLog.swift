internal import HTTPMessages
internal import JWT
internal import Logging

/// What is told of a request in the log and in the journal.
///
/// Never a token, a secret or a query.
struct RequestRecord: Sendable {
    var client: String?
    var tokenID: String?
    /// A call of the control interface, which the journal leaves out: it tells what clients did.
    var isControl = false
    var tokenError: TokenError?
    var tolerance: Duration = .zero
    /// Why it was refused, where no token error says it.
    var note: String?
}

/// One line a request, at `info`, with a plain sentence for a refusal.
struct RequestLog: Sendable {
    private let logger: Logger
    /// The level is settled at start, so that a quiet log costs a request nothing.
    private let isOn: Bool

    init(_ logger: Logger) {
        self.logger = logger
        isOn = logger.logLevel <= .info
    }

    func write(_ record: RequestRecord, method: Span<UInt8>, path: Span<UInt8>, status: Status) {
        guard isOn else { return }
        let method = method.text
        let path = path.text
        var metadata: Logger.Metadata = [
            "method": .string(method), "path": .string(path), "status": .string("\(status.rawValue)"),
        ]
        if let client = record.client { metadata["client"] = .string(client) }
        var message = "\(status.rawValue) \(method) \(path)"
        if let error = record.tokenError {
            metadata["reason"] = .string(error.reason)
            message += ": " + error.explanation(tolerance: record.tolerance)
        } else if let note = record.note {
            message += ": " + note
        }
        logger.info("\(message)", metadata: metadata)
    }

    /// Of bytes that are no request, what was asked for as far as it was read.
    func write(_ error: RequestError, _ line: RequestLine?) {
        guard isOn else { return }
        let status = "\(error.status.rawValue)"
        guard let line else {
            return logger.info("\(status) no request: \(error)", metadata: ["status": .string(status)])
        }
        let method = line.method.span.text
        let path = line.path.span.text
        logger.info(
            "\(status) \(method) \(path): \(error)",
            metadata: ["method": .string(method), "path": .string(path), "status": .string(status)]
        )
    }
}
