/// Puts answers on the wire (RFC 9112 §4, §6.3, §9.3): the one place that frames a body and speaks of the connection.
package struct ResponseWriter: Sendable {
    /// What the answer depends on besides itself.
    package struct Context: Sendable {
        package let isHead: Bool
        package let isPersistent: Bool
        package let framing: Framing

        /// Behind a body that is not framed as it is, nobody can find the next answer: it ends the connection.
        package init(isHead: Bool, isPersistent: Bool, framing: Framing = .exact) {
            self.isHead = isHead
            self.isPersistent = isPersistent && framing == .exact
            self.framing = framing
        }
    }

    /// How the end of a body is told; without a body there is nothing to tell wrongly.
    package enum Framing: Sendable, Hashable {
        case exact
        /// So many bytes more, or fewer, than there are; never fewer than none.
        case wrongLength(by: Int)
        /// In chunks, of which the first has no size.
        case malformedChunk
    }

    package static let continueLine: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    private let persistentFields: [UInt8]

    /// - Parameter idleSeconds: how long a connection may be idle; announced to clients that keep a pool.
    package init(idleSeconds: Int) {
        var bytes: [UInt8] = []
        bytes.append("Connection: keep-alive\r\nKeep-Alive: timeout=")
        bytes.append(decimal: idleSeconds)
        bytes.append("\r\n\r\n")
        persistentFields = bytes
    }

    package func write(_ response: borrowing Response, _ context: Context, to output: inout [UInt8]) {
        output.append("HTTP/1.1 ")
        output.append(decimal: response.status.rawValue, digits: 3)
        output.append(.space)
        output.append(response.status.reasonPhrase)
        output.append("\r\n")
        output.append(contentsOf: response.fields.bytes)
        // RFC 9110 §9.3.6: neither framing nor body; the connection now belongs to the tunnel.
        if response.startsTunnel { return output.append("\r\n") }
        let hasBody = !context.isHead && !response.status.forbidsBody
        if hasBody, context.framing == .malformedChunk {
            output.append("Transfer-Encoding: chunked\r\n")
        } else if !response.status.forbidsBody {
            output.append("Content-Length: ")
            output.append(decimal: hasBody ? context.framing.length(of: response.body.count) : response.body.count)
            output.append("\r\n")
        }
        if context.isPersistent {
            output.append(contentsOf: persistentFields)
        } else {
            output.append("Connection: close\r\n\r\n")
        }
        guard hasBody else { return }
        if context.framing == .malformedChunk { output.append("zz\r\n") }
        output.append(contentsOf: response.body)
    }
}

extension ResponseWriter.Framing {
    fileprivate func length(of count: Int) -> Int {
        guard case .wrongLength(let difference) = self else { return count }
        let (length, isTooLarge) = count.addingReportingOverflow(difference)
        return isTooLarge ? .max : max(length, 0)
    }
}
