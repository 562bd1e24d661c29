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

    /// Whether this machine does not have the address, or its family.
    package var isMissingAddress: Bool { errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT }

    package var isAddressInUse: Bool { errno == EADDRINUSE }
}

extension SystemError: CustomStringConvertible {
    package var description: String { "\(call): \(reason)" }
}
