package import HTTPMessages
internal import JWT
package import Logging
internal import Policy

/// Writes one line for each request, at `info`, with a plain sentence for a refusal.
package struct RequestLog: Sendable {
    private let logger: Logger
    /// The level is settled at start, so that a quiet log costs a request nothing.
    package let isOn: Bool

    package init(_ logger: Logger) {
        self.logger = logger
        isOn = logger.logLevel <= .info
    }

    /// - Parameter path: masked already.
    package func write(_ record: RequestRecord, method: Span<UInt8>, path: String, status: Status) {
        guard isOn else { return }
        let method = SecretMask.text(method.text)
        var metadata: Logger.Metadata = [
            "method": .string(method), "path": .string(path), "status": .string("\(status.rawValue)"),
        ]
        if let client = record.client { metadata["client"] = .string(SecretMask.text(client)) }
        if let node = record.node { metadata["node"] = .string("\(node.number)") }
        if let fault = record.fault { metadata["fault"] = .string(fault) }
        var message = "\(status.rawValue) \(method) \(path)"
        if let refusal = record.refusal {
            metadata["reason"] = .string(refusal.error.reason)
            if let hint = refusal.hint { metadata["hint"] = .string(hint.name) }
            let tolerance = record.inForce?.rules.tolerance(for: refusal.error) ?? .zero
            let validator = record.inForce?.rules.validator
            message += ": " + refusal.explanation(tolerance: tolerance, by: validator, node: record.node)
        } else if let note = record.note {
            message += ": " + SecretMask.text(note)
        } else if let fault = record.fault {
            message += ": made to fail by \(fault)"
        }
        logger.log(level: record.isHealth && status == .ok ? .debug : .info, "\(message)", metadata: metadata)
    }

    /// - Parameter isRefresh: whether its last token came by a refresh.
    package func warnOfStorm(_ client: String, isRefresh: Bool) {
        let client = SecretMask.text(client)
        let message =
            """
            \(client) \(isRefresh ? "refreshes its token" : "signs in") again and again, and is refused each time: its \
            SDK repeats on 401 without end
            """
        logger.warning("\(message)", metadata: ["client": .string(client)])
    }

    /// Writes what was asked for by bytes that are no request, as far as they were read.
    ///
    /// - Parameter path: masked already.
    package func write(_ error: RequestError, method: String?, path: String) {
        guard isOn else { return }
        let status = "\(error.status.rawValue)"
        guard let method else {
            return logger.info("\(status) no request: \(error)", metadata: ["status": .string(status)])
        }
        let told = SecretMask.text(method)
        logger.info(
            "\(status) \(told) \(path): \(error)",
            metadata: ["method": .string(told), "path": .string(path), "status": .string(status)]
        )
    }
}
