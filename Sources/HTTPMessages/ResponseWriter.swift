/// Puts answers on the wire (RFC 9112 §4, §6.3, §9.3): only here bodies are framed and `Connection` is written.
package struct ResponseWriter: Sendable {
    /// What decides how an answer is written, besides the answer itself.
    package struct Context: Sendable {
        package let isHead: Bool
        package let isPersistent: Bool
        package let framing: Framing

        /// A body with a wrong framing ends the connection, since nobody could find the next answer behind it.
        package init(isHead: Bool, isPersistent: Bool, framing: Framing = .exact) {
            self.isHead = isHead
            self.isPersistent = isPersistent && (framing == .exact || framing == .chunked)
            self.framing = framing
        }
    }

    /// How the end of a body is told; an answer without a body has no wrong framing.
    package enum Framing: Sendable, Hashable {
        case exact
        /// A length of that many bytes more, or fewer, than there are; never fewer than none.
        case wrongLength(by: Int)
        /// In two chunks: the first is good and has a part of the body, the second has no size; a client that takes the
        /// end of what it could read for the end of the body has half an answer.
        case malformedChunk
        /// In chunks that are written one by one (RFC 9112 §7.1).
        case chunked
        /// By the end of the connection, for a client that knows no chunks (RFC 9112 §6.3).
        case untilClose
    }

    package static let continueLine: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    /// What stands between the last field of the answer and the body: `Connection` and similar fields.
    private let persistentEnd: [UInt8]
    private let closingEnd = Array("\r\nConnection: close\r\n\r\n".utf8)

    /// - Parameter idleSeconds: how long a connection may be idle; announced to clients that keep a pool.
    package init(idleSeconds: Int) {
        var bytes: [UInt8] = []
        bytes.append("\r\nConnection: keep-alive\r\nKeep-Alive: timeout=")
        bytes.append(decimal: idleSeconds)
        bytes.append("\r\n\r\n")
        persistentEnd = bytes
    }

    package func write(_ response: borrowing Response, _ context: Context, to output: inout [UInt8]) {
        Self.append(response.status, to: &output)
        output.append(response.fields.bytes.span)
        // There is neither framing nor body (RFC 9110 §9.3.6): the connection now belongs to the other protocol, and
        // the answer has the fields that say so already.
        if case .switching = response.content { return output.append("\r\n") }
        let end = context.isPersistent ? persistentEnd.span : closingEnd.span
        // There is no field to follow.
        if response.status.forbidsBody { return output.append(end.extracting(2..<end.count)) }
        if !context.isHead, context.framing == .malformedChunk {
            output.append("Transfer-Encoding: chunked")
            output.append(end)
            let half = response.body.count / 2
            if half > 0 {
                output.append(hexadecimal: half)
                output.append("\r\n")
                output.append(response.body.span.extracting(0..<half))
                output.append("\r\n")
            }
            output.append("zz\r\n")
            return output.append(response.body.span.extracting(half..<response.body.count))
        }
        switch context.framing {
        case .chunked:
            output.append("Transfer-Encoding: chunked")
            return output.append(end)
        case .untilClose: return output.append(end.extracting(2..<end.count))
        case .exact, .wrongLength, .malformedChunk: break
        }
        output.append("Content-Length: ")
        output.append(decimal: context.isHead ? response.body.count : context.framing.length(of: response.body.count))
        output.append(end)
        if !context.isHead { output.append(response.body.span) }
    }

    /// One chunk of a body that is written in chunks; an empty one would end it.
    package static func append(chunk: [UInt8], to output: inout [UInt8]) {
        guard !chunk.isEmpty else { return }
        output.append(hexadecimal: chunk.count)
        output.append("\r\n")
        output.append(chunk.span)
        output.append("\r\n")
    }

    /// The end of such a body.
    package static let lastChunk: StaticString = "0\r\n\r\n"

    private static func append(_ status: Status, to output: inout [UInt8]) {
        switch status {
        case .ok: output.append("HTTP/1.1 200 OK\r\n")
        case .unauthorized: output.append("HTTP/1.1 401 Unauthorized\r\n")
        default:
            output.append("HTTP/1.1 ")
            output.append(decimal: status.rawValue, digits: 3)
            output.append(.space)
            output.append(status.reasonPhrase)
            output.append("\r\n")
        }
    }
}

extension ResponseWriter.Framing {
    fileprivate func length(of count: Int) -> Int {
        guard case .wrongLength(let difference) = self else { return count }
        let (length, isTooLarge) = count.addingReportingOverflow(difference)
        return isTooLarge ? .max : max(length, 0)
    }
}
