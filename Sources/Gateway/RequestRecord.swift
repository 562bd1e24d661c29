internal import HTTPMessages
internal import JWT
internal import Logging

/// What is told of a request in the log.
///
/// Never a token, a secret or a query.
struct RequestRecord: Sendable {
    var client: String?
    var tokenError: TokenError?
    var tolerance: Duration = .zero
    /// Why it was refused, where no token error says it.
    var note: String?
}

extension Logger {
    /// One line a request: at `info`, with a plain sentence for a refusal.
    func record(_ record: RequestRecord, method: Span<UInt8>, path: Span<UInt8>, status: Status) {
        guard logLevel <= .info else { return }
        let method = method.text
        let path = path.text
        var metadata: Metadata = [
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
        info("\(message)", metadata: metadata)
    }
}
