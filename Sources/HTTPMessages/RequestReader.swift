/// Cuts the bytes of a connection into requests, however the network splits or joins them.
///
/// It does no I/O and has no clock.
package struct RequestReader {
    /// A request whose body did not come with its head: a copy of the head, and as much of the body as has come.
    ///
    /// It is a class, so that a connection without one pays for one reference only, and an outcome is small. The reader
    /// changes it no more once an outcome has it.
    package final class Assembly {
        package let headBytes: [UInt8]
        package let head: RequestHead
        package let fields: [FieldLine]
        package fileprivate(set) var body: [UInt8] = []
        fileprivate var decoder: ChunkedDecoder?

        fileprivate init(headBytes: [UInt8], table: HeadTable) {
            self.headBytes = headBytes
            head = table.head
            fields = table.fields
            decoder = head.framing == .chunked ? ChunkedDecoder() : nil
        }

        /// Moves what belongs to the body from `input` into it.
        ///
        /// - Returns: whether that was all of it.
        fileprivate func take(_ input: Span<UInt8>, from offset: inout Int) throws(RequestError) -> Bool {
            if decoder != nil { return try decoder?.decode(input, from: &offset, into: &body) ?? true }
            guard case .length(let length) = head.framing else { return true }
            let count = min(length - body.count, input.count - offset)
            body.append(input.extracting(offset..<offset + count))
            offset += count
            return body.count == length
        }
    }

    package enum Outcome {
        /// Everything up to `consumed` has been read; the rest is the start of a head.
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
        let bytes = assembly.headBytes
        return RequestLine(assembly.head, bytes.span)
    }

    /// How many bytes of memory that request takes so far.
    package var heldBytes: Int {
        guard let assembly else { return 0 }
        return assembly.headBytes.capacity + assembly.body.capacity
    }

    /// Reads the next request from `input`, which starts at the byte where the last call's `consumed` ended.
    ///
    /// - Parameter table: one to use again; filled for `.request` only.
    package mutating func read(_ input: Span<UInt8>, table: inout HeadTable) -> Outcome {
        guard assembly == nil else { return readBody(input) }
        if input.count > 0, input[0] == .carriageReturn { return skipBlank(input) }
        do throws(RequestError) {
            guard try isHeadComplete(input, &table) else {
                scanned = input.count
                return .incomplete(consumed: 0, expectsContinue: false)
            }
            scanned = 0
            return try startBody(input, table)
        } catch {
            return .failed(error, of: RequestLine(table.head, input))
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

    /// It parses again only if that could tell more than last time, so that a head sent byte by byte costs no more than
    /// its number of lines.
    private func isHeadComplete(_ input: Span<UInt8>, _ table: inout HeadTable) throws(RequestError) -> Bool {
        guard input.count > 0 else { return false }
        if scanned > 0, scanned < input.count {
            let requestLine = MessageLimits.target + MessageLimits.method + 16
            let isOverLimit =
                input.count >= MessageLimits.head || (scanned < requestLine && input.count >= requestLine)
            guard isOverLimit || input.extracting(scanned..<input.count).firstIndex(of: .lineFeed) != nil else {
                return false
            }
        }
        return try table.parse(input) == .complete
    }

    private mutating func startBody(_ input: Span<UInt8>, _ table: HeadTable) throws(RequestError) -> Outcome {
        let start = table.head.endOffset
        switch table.head.framing {
        case .none:
            return .request(consumed: start, body: start..<start)
        case .length(let length) where input.count - start >= length:
            return .request(consumed: start + length, body: start..<start + length)
        case .length, .chunked:
            assembly = Assembly(headBytes: input.extracting(0..<start).array, table: table)
            // RFC 9110 §10.1.1: no interim answer if the body has already begun to arrive.
            return try continueBody(
                input,
                from: start,
                expectsContinue: table.head.expectsContinue && input.count == start
            )
        }
    }

    private mutating func continueBody(
        _ input: Span<UInt8>,
        from start: Int,
        expectsContinue: Bool
    ) throws(RequestError) -> Outcome {
        guard let current = assembly.take() else { return .incomplete(consumed: start, expectsContinue: false) }
        var offset = start
        if try current.take(input, from: &offset) { return .assembled(consumed: offset, current) }
        assembly = current
        return .incomplete(consumed: offset, expectsContinue: expectsContinue)
    }
}
