internal import Glibc

/// Calls of the system that a signal may interrupt.
package enum SystemCall {
    /// What the call returns, made again as long as a signal interrupts it; after -1, `errno` says why.
    @inline(__always)
    package static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            guard result < 0, errno == EINTR else { return result }
        }
    }
}
