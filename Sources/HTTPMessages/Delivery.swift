/// How an answer leaves, where it does not simply leave at once and whole: what a fault does to it.
package struct Delivery: Sendable, Hashable {
    package enum Manner: Sendable, Hashable {
        case whole
        /// The connection is reset (RST) instead of answered.
        case reset
        /// Only the first bytes of the answer go out, head included; then the connection closes.
        case cut(after: Int)
        /// `Content-Length` says so many bytes more, or fewer, than the body has; the connection closes after it.
        case wrongLength(by: Int)
        /// `Transfer-Encoding: chunked`, half of the body in a good chunk, then a chunk size that is none;
        /// the connection closes after it.
        case malformedChunk
        /// The whole answer, so slowly.
        case drip(bytesPerSecond: Int)
        /// Nothing is ever sent; the connection stays open until the client leaves.
        case silence

        package var framing: ResponseWriter.Framing {
            switch self {
            case .wrongLength(let difference): .wrongLength(by: difference)
            case .malformedChunk: .malformedChunk
            case .whole, .reset, .cut, .drip, .silence: .exact
            }
        }
    }

    /// Before anything is sent.
    package var delay: Duration
    package var manner: Manner

    package init(delay: Duration = .zero, manner: Manner = .whole) {
        self.delay = delay
        self.manner = manner
    }

    /// Whether it says nothing else than no delivery would.
    package var isImmediate: Bool { delay <= .zero && manner == .whole }
}
