internal import CLinux
internal import Glibc
internal import HTTPMessages
internal import Locking
internal import System

/// The one door into an event loop from other threads.
final class Mailbox: Sendable {
    enum Message: Sendable {
        case adopt(Socket)
        /// Adopt this connection although all places are taken.
        case exchange(Socket, tries: Int)
        /// Finish what is under way and end; cut off what is left at that instant.
        case drain(until: MonotonicInstant)
        /// A deferral has been resumed; its connection may have another by now.
        case resume(Registration, Deferral)
        /// A stream has something for a connection that has waited for it.
        case continueStream(Registration)
    }

    let wakeup: Descriptor
    private let messages = Mutex<[Message]>([])

    init() throws(SystemError) {
        let flags = Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)
        wakeup = try Descriptor(adopting: eventfd(0, flags), from: "eventfd")
    }

    func post(_ message: Message) {
        let isFirst = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        if isFirst { eventfd_write(wakeup.number, 1) }
    }

    func takeAll() -> [Message] {
        var count: eventfd_t = 0
        eventfd_read(wakeup.number, &count)
        return messages.withLock { messages in
            let taken = messages
            messages = []
            return taken
        }
    }
}
