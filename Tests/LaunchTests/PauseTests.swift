import System
import Testing

struct PauseTests {
    @Test func passesUnlessItIsEnded() throws {
        let pause = try Pause()
        #expect(pause.wait(milliseconds: 0))
        pause.end()
        // All that come after its end are over at once; this one would never be.
        #expect(!pause.wait(milliseconds: -1))
        #expect(!pause.wait(milliseconds: -1))
    }

    @Test func isEndedByAnotherThread() throws {
        let pause = try Pause()
        let thread = try WorkerThread { pause.end() }
        #expect(!pause.wait(milliseconds: -1))
        thread.join()
    }
}
