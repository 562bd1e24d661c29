/// Cuts the bytes of a connection into requests, however the network splits or joins them.
///
/// No I/O, no clock.
package struct RequestReader: Sendable {
    /// A request whose body did not come with its head: its own copy of the head, and the body so far.
    package struct Assembly: Sendable {
        package fileprivate(set) var headBytes: [UInt8]
        package fileprivate(set) var head: RequestHead
        package fileprivate(set) var body: [UInt8] = []
        fileprivate var decoder: ChunkedDecoder?
    }

    package enum Outcome: Sendable {
        /// Everything up to `consumed` is dealt with; the rest is the start of a head.
        ///
        /// The client waits for `100 Continue` if `expectsContinue`.
        case incomplete(consumed: Int, expectsContinue: Bool)
        /// A whole request lies in the input: its head at the start, its body at `body`.
        case request(consumed: Int, body: Range<Int>)
        /// A whole request was put together from several inputs.
        case assembled(consumed: Int, Assembly)
        /// Empty lines in front of a request, to be dropped (RFC 9112 §2.2).
        case blank(consumed: Int)
        /// Nothing from here on is read as a request.
        case failed(RequestError, of: RequestLine?)
    }

    package enum Waiting: Sendable { case start, head, body }

    private var assembly: Assembly?
    /// How many bytes of an incomplete head have been looked at.
    private var scanned = 0

    package init() {}

    /// What the next bytes belong to.
    package var waiting: Waiting { assembly != nil ? .body : scanned > 0 ? .head : .start }

    /// The request whose body is still coming.
    package var unfinished: RequestLine? {
        guard let assembly else { return nil }
        return RequestLine(assembly.head, assembly.headBytes.span)
    }

    /// How much memory that request takes so far.
    package var heldBytes: Int { assembly.map { $0.headBytes.capacity + $0.body.capacity } ?? 0 }

    /// Reads the next request from `input`, which starts where the last call's `consumed` ended.
    ///
    /// - Parameter head: a table to use again; filled for `.request` only.
    package mutating func read(_ input: Span<UInt8>, head: inout RequestHead) -> Outcome {
        guard assembly == nil else { return readBody(input) }
        if input.count > 0, input[0] == .carriageReturn { return skipBlank(input) }
        do throws(RequestError) {
            guard try isHeadComplete(input, &head) else {
                scanned = input.count
                return .incomplete(consumed: 0, expectsContinue: false)
            }
            scanned = 0
            return try startBody(input, head)
        } catch {
            return .failed(error, of: RequestLine(head, input))
        }
    }

    private mutating func readBody(_ input: Span<UInt8>) -> Outcome {
        let line = unfinished
        do throws(RequestError) {
            return try continueBody(input, from: 0, expectsContinue: false)
        } catch {
            return .failed(error, of: line)
        }
    }

    private mutating func skipBlank(_ input: Span<UInt8>) -> Outcome {
        var end = 0
        while end + 1 < input.count, input[end] == .carriageReturn {
            guard input[end + 1] == .lineFeed else { return .failed(.bareCarriageReturn, of: nil) }
            end += 2
        }
        scanned = end == 0 ? input.count : 0
        return end == 0 ? .incomplete(consumed: 0, expectsContinue: false) : .blank(consumed: end)
    }

    /// Parses again only when that could tell more than last time, so that a head sent byte by byte costs no more
    /// than its number of lines.
    private func isHeadComplete(_ input: Span<UInt8>, _ head: inout RequestHead) throws(RequestError) -> Bool {
        guard input.count > 0 else { return false }
        if scanned > 0, scanned < input.count {
            let requestLine = MessageLimits.target + MessageLimits.method + 16
            let isOverLimit =
                input.count >= MessageLimits.head || (scanned < requestLine && input.count >= requestLine)
            guard isOverLimit || input.extracting(scanned..<input.count).firstIndex(of: .lineFeed) != nil else {
                return false
            }
        }
        return try head.parse(input) == .complete
    }

    private mutating func startBody(_ input: Span<UInt8>, _ head: RequestHead) throws(RequestError) -> Outcome {
        let start = head.endOffset
        switch head.framing {
        case .none:
            return .request(consumed: start, body: start..<start)
        case .length(let length) where input.count - start >= length:
            return .request(consumed: start + length, body: start..<start + length)
        case .length, .chunked:
            assembly = Assembly(
                headBytes: input.extracting(0..<start).array,
                head: head,
                decoder: head.framing == .chunked ? ChunkedDecoder() : nil
            )
            // RFC 9110 §10.1.1: no interim answer where the body has already begun to arrive.
            return try continueBody(
                input,
                from: start,
                expectsContinue: head.expectsContinue && input.count == start
            )
        }
    }

    private mutating func continueBody(
        _ input: Span<UInt8>,
        from start: Int,
        expectsContinue: Bool
    ) throws(RequestError) -> Outcome {
        guard var current = assembly.take() else { return .incomplete(consumed: start, expectsContinue: false) }
        var offset = start
        let isComplete: Bool
        if current.decoder != nil {
            isComplete = try current.decoder?.decode(input, from: &offset, into: &current.body) ?? true
        } else if case .length(let length) = current.head.framing {
            let count = min(length - current.body.count, input.count - offset)
            current.body.append(input.extracting(offset..<offset + count))
            offset += count
            isComplete = current.body.count == length
        } else {
            isComplete = true
        }
        if isComplete { return .assembled(consumed: offset, current) }
        assembly = current
        return .incomplete(consumed: offset, expectsContinue: expectsContinue)
    }
}
