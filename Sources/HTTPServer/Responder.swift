package import HTTPMessages

/// Answers requests.
///
/// Each event loop has one of its own and calls it on its thread only; it must not block.
package protocol Responder: AnyObject {
    /// Fills `response`, which comes empty.
    func respond(to request: Request, into response: inout Response)
    /// Fills the answer to bytes that are no request; the connection closes after it.
    ///
    /// It leaves at once and whole, whatever its delivery says.
    ///
    /// - Parameter line: what was asked for, as far as it was read.
    func refuse(_ error: RequestError, of line: RequestLine?, into response: inout Response)
    /// What has become of an answer with a receipt that was held: it waited for its time, or left in pieces.
    func answerEnded(_ receipt: UInt64, _ end: AnswerEnd)
    /// An answer with a receipt was to leave at once, and its client went before it had taken all of it.
    ///
    /// Of one that is out there is no word, which would cost something. Of several in one piece it is the last that is
    /// named.
    func answerLost(_ receipt: UInt64, unsentBytes: Int)
    /// A connection is closed for the sake of all others, and why.
    func dropped(_ reason: String)
    /// A TLS connection has failed; there is nobody to answer.
    func tlsFailed(_ reason: String)
}
