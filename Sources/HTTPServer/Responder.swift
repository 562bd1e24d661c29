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
    /// A TLS connection has failed; there is nobody to answer.
    func tlsFailed(_ reason: String)
}
