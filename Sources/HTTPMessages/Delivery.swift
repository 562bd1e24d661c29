/// How an answer leaves, unless it simply leaves at once and whole: what a fault does to it.
package struct Delivery: Sendable, Hashable {
    package enum Manner: Sendable, Hashable {
        case whole
        /// The connection is reset (RST) instead of answered.
        case reset
        /// Only the first bytes of the answer go out, its head counted among them; then the connection closes.
        case cut(after: Int)
        /// `Content-Length` is that many bytes more, or fewer, than the body has; the connection closes after it.
        case wrongLength(by: Int)
        /// `Transfer-Encoding: chunked`, half of the body in a good chunk, then something that is no chunk size;
        /// the connection closes after it.
        case malformedChunk
        /// The whole answer, at that speed.
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

    /// How long to wait before anything is sent.
    package var delay: Duration
    package var manner: Manner

    package init(delay: Duration = .zero, manner: Manner = .whole) {
        self.delay = delay
        self.manner = manner
    }

    /// Whether the answer leaves at once and whole, as it does without a delivery.
    package var isImmediate: Bool { delay <= .zero && manner == .whole }
}
