internal import Glibc

/// Calls of the system that a signal may interrupt.
///
/// One function for each type of result: a generic one looks up the type's arithmetic at each call.
package enum SystemCall {
    /// What the call returns, which is repeated while signals interrupt it; after -1, `errno` says why.
    package static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            guard result < 0, errno == EINTR else { return result }
        }
    }

    /// The same for calls whose result is a C `int`.
    package static func retrying(_ call: () -> CInt) -> CInt { CInt(truncatingIfNeeded: retrying { Int(call()) }) }
}
