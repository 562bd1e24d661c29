import Dispatch
import Locking

/// What has happened on other threads, for a test to wait for.
final class EventQueue<Event: Sendable>: Sendable {
    struct Missing: Error {}

    private let events = Mutex<[Event]>([])
    private let count = DispatchSemaphore(value: 0)

    func append(_ event: Event) {
        events.withLock { $0.append(event) }
        count.signal()
    }

    /// The next event; bounded, so that a server that forgets one fails a test rather than stopping it.
    func next() throws -> Event {
        guard count.wait(timeout: .now() + 20) == .success else { throw Missing() }
        return events.withLock { $0.removeFirst() }
    }

    var isEmpty: Bool { events.withLock { $0.isEmpty } }
}
