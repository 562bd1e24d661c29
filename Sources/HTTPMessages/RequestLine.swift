/// Method and path of a request that failed after they were read, as they were sent.
package struct RequestLine: Sendable, Hashable {
    package let method: [UInt8]
    /// Without query; the rest of the target if it has no path.
    package let path: [UInt8]

    /// Whether the answer to it has no content, whatever it says (RFC 9110 §9.3.2).
    package var isHead: Bool { method.span.isEqual(to: "HEAD") }

    /// Nil if the head was not read that far.
    package init?(_ head: RequestHead, _ bytes: Span<UInt8>) {
        let target = head.target
        guard !target.whole.isEmpty, target.whole.upperBound <= bytes.count else { return nil }
        method = bytes.extracting(head.methodRange).array
        path = bytes.extracting(target.resource).array
    }
}
