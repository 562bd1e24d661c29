internal import COpenSSL

/// What libcrypto or libssl had to say about a call that failed.
package struct OpenSSLError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// Empties this thread's error queue, so that nothing of it shows up with the next connection.
    static func drain(after call: StaticString) -> OpenSSLError {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { break }
            if let reason = ERR_reason_error_string(code) { reasons.append(String(cString: reason)) }
        }
        return OpenSSLError(reasons.isEmpty ? "\(call) failed" : reasons.joined(separator: ", "))
    }
}
