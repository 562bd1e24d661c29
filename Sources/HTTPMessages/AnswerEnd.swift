/// How much of an answer has left.
package struct AnswerEnd: Sendable, Hashable {
    /// Bytes of the body that the system has taken for the client.
    package let bodyBytes: Int
    /// The client went, or was given up, before the answer was out.
    package let isAborted: Bool

    package init(bodyBytes: Int, isAborted: Bool) {
        self.bodyBytes = bodyBytes
        self.isAborted = isAborted
    }
}
