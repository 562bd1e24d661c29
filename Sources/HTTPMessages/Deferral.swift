internal import Locking

/// An answer that is not known yet: it comes when `resume` is called, from any thread, or when its time is up.
///
/// The server asks for it once, on its own thread.
package final class Deferral: Sendable {
    private struct State {
        var isResumed = false
        var wake: (@Sendable () -> Void)?
    }

    /// How long to wait for being resumed.
    package let limit: Duration
    private let state = Mutex(State())
    private let fill: @Sendable (inout Response) -> Void
    private let abandoned: @Sendable () -> Void

    /// - Parameters:
    ///   - fill: puts the answer together when it is due.
    ///   - abandoned: is called if the client has gone, so that no answer is needed.
    package init(
        limit: Duration,
        fill: @escaping @Sendable (inout Response) -> Void,
        abandoned: @escaping @Sendable () -> Void = {}
    ) {
        self.limit = limit
        self.fill = fill
        self.abandoned = abandoned
    }

    /// Says that the answer is due; further calls change nothing.
    package func resume() {
        let wake = state.withLock { state in
            state.isResumed = true
            defer { state.wake = nil }
            return state.wake
        }
        wake?()
    }

    /// Has `wake` called when it is resumed, or at once if it has been already.
    package func whenResumed(_ wake: @escaping @Sendable () -> Void) {
        let isResumed = state.withLock { state in
            if !state.isResumed { state.wake = wake }
            return state.isResumed
        }
        if isResumed { wake() }
    }

    /// Fills `response`, which comes with the fields that it had when it was deferred.
    package func finish(_ response: inout Response) { fill(&response) }

    package func abandon() { abandoned() }
}
