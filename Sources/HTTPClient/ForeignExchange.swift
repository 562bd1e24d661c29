package import System

/// One request to a foreign server, and its answer, with the instants of both.
package struct ForeignExchange: Sendable {
    package let answer: ForeignAnswer
    /// When the request left, and when the first byte of the answer came.
    package let sent: ContinuousClock.Instant
    package let received: ContinuousClock.Instant

    /// Sends `request` on `connection`.
    package static func make(
        _ request: [UInt8],
        on connection: ClientConnection,
        bodyLimit: Int,
        until deadline: Deadline
    ) throws(ExchangeFailure) -> ForeignExchange {
        var reader = ForeignAnswerReader(bodyLimit: bodyLimit)
        let sent = ContinuousClock.now
        try connection.send(request, until: deadline)
        var first: ContinuousClock.Instant?
        while true {
            let bytes = try connection.receive(until: deadline)
            // The server had judged the token before it sent the first byte.
            let received = first ?? .now
            guard bytes != nil || reader.hasBegun else { throw ClientConnection.closed }
            let answer: ForeignAnswer?
            do throws(ForeignAnswerReader.Failure) {
                answer = if let bytes { try reader.take(bytes) } else { try reader.end() }
            } catch {
                throw ExchangeFailure(error.description)
            }
            if let answer { return ForeignExchange(answer: answer, sent: sent, received: received) }
            if reader.hasHead { first = received }
        }
    }
}
