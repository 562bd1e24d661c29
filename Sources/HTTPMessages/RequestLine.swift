/// Method and path of a request that failed after they were read, as they were sent.
package struct RequestLine: Sendable, Hashable {
    package let method: [UInt8]
    /// Or the whole target where it has none; in either case without query.
    package let path: [UInt8]

    /// Nil where the head was not read so far.
    package init?(_ head: RequestHead, _ bytes: Span<UInt8>) {
        let target = head.target
        guard !target.whole.isEmpty, target.whole.upperBound <= bytes.count else { return nil }
        method = bytes.extracting(head.methodRange).array
        path = bytes.extracting(target.place).array
    }
}
