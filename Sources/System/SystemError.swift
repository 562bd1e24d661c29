internal import Glibc

/// A system call that failed.
package struct SystemError: Error, Sendable, Hashable {
    package let errno: Int32
    package let call: String

    package init(errno: Int32, call: StaticString) {
        self.errno = errno
        self.call = "\(call)"
    }

    /// What the system calls it, without the call.
    package var reason: String { String(cString: strerror(errno)) }

    /// Whether the address is none of this machine's, or of a family it does not have.
    package var isMissingAddress: Bool { errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT }
}

extension SystemError: CustomStringConvertible {
    package var description: String { "\(call): \(reason)" }
}
