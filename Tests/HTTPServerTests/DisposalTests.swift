import Glibc
import Locking
import System
import Testing

struct DisposalTests {
    private final class Large: Sendable {
        let end: EventQueue<pthread_t>
        init(_ end: EventQueue<pthread_t>) { self.end = end }
        deinit { end.append(pthread_self()) }
    }

    /// However the two threads take turns, it is the other one that lets go.
    @Test func letsGoOnAnotherThread() throws {
        let ends = EventQueue<pthread_t>()
        for _ in 0..<200 {
            Disposal.later([Large(ends)])
            #expect(try ends.next() != pthread_self())
        }
    }
}
