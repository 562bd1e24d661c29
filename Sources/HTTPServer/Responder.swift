package import HTTPMessages

/// Answers requests.
///
/// Each event loop has its own responder and calls it on its thread only; it must not block.
package protocol Responder: AnyObject {
    /// Fills `response`, which comes empty.
    func respond(to request: Request, into response: inout Response)
    /// Fills the answer to bytes that are no request; the connection closes after it.
    ///
    /// It leaves at once and whole, whatever its delivery says.
    ///
    /// - Parameter line: what was asked for, as far as it was read.
    func refuse(_ error: RequestError, of line: RequestLine?, into response: inout Response)
    /// Tells how an answer with a receipt has ended that was held: it waited for its time, or left in pieces.
    func answerEnded(_ receipt: UInt64, _ end: AnswerEnd)
    /// Tells that the client went before it had taken all of an answer with a receipt that left at once.
    ///
    /// An answer that was taken is not told of, because that would cost something. Of several answers in one piece, the
    /// last one is named.
    func answerLost(_ receipt: UInt64, unsentBytes: Int)
    /// Tells that a connection is closed for the sake of all others, and why.
    func dropped(_ reason: String)
    /// Tells that a TLS connection has failed, so that nobody can be answered.
    func tlsFailed(_ reason: String)
}
