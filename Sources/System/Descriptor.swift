internal import Glibc

/// A file descriptor with exactly one owner; it is closed when its owner ends.
package struct Descriptor: ~Copyable, Sendable {
    package let number: Int32

    /// Takes ownership of `number`, or throws the current `errno` if it is negative.
    package init(adopting number: Int32, from call: StaticString) throws(SystemError) {
        guard number >= 0 else { throw SystemError(errno: errno, call: call) }
        self.number = number
    }

    deinit { close(number) }
}
