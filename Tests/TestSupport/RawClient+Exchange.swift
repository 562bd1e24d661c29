import HTTPClient
import OpenSSL
import System

extension RawClient {
    /// Sends a request over a connection that the server closes behind its answer, and returns that answer.
    ///
    /// - Parameter isSecure: by TLS, whatever certificate the server shows.
    package static func exchange(
        port: UInt16,
        isSecure: Bool,
        request: [UInt8],
        timeout: Duration
    ) throws -> String {
        let deadline = Deadline(in: timeout)
        let trust = isSecure ? try TLSClientContext.unverified() : nil
        let connection = try ClientConnection.open(host: "127.0.0.1", port: port, trust: trust, deadline: deadline)
        try connection.send(request, until: deadline)
        let answer = try connection.rest(limit: 64 * 1024, until: deadline)
        guard !answer.isEmpty else { throw ClientConnection.closed }
        return String(decoding: answer, as: UTF8.self)
    }
}
