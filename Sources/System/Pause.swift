internal import CLinux
internal import Glibc

/// A wait that another thread can end early.
package final class Pause: Sendable {
    private let ending: Descriptor

    package init() throws(SystemError) {
        ending = try Descriptor(adopting: eventfd(0, Int32(EFD_CLOEXEC)), from: "eventfd")
    }

    /// Waits, unless the pause has been ended.
    ///
    /// - Returns: whether the whole time has passed.
    package func wait(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: ending.number, events: Int16(POLLIN), revents: 0)
        return SystemCall.retrying { poll(&entry, 1, milliseconds) } == 0
    }

    /// Ends all waits, those to come too.
    package func end() { eventfd_write(ending.number, 1) }
}
