package import HTTPMessages
import Locking

/// A stream that tests write to.
package final class QueuedStream: BodyStream {
    private struct State {
        var pieces: ArraySlice<[UInt8]> = []
        var isFinished = false
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let askAgainIn: Duration?
    private let asked: @Sendable () -> Void
    private let ended: @Sendable () -> Void

    /// - Parameters:
    ///   - askAgainIn: what is said to a connection that finds nothing.
    ///   - asked: called each time that a connection finds nothing.
    package init(
        askAgainIn: Duration? = nil,
        asked: @escaping @Sendable () -> Void = {},
        ended: @escaping @Sendable () -> Void = {}
    ) {
        self.askAgainIn = askAgainIn
        self.asked = asked
        self.ended = ended
    }

    package func write(_ piece: [UInt8]) { wakeReader { $0.pieces.append(piece) } }

    package func finish() { wakeReader { $0.isFinished = true } }

    private func wakeReader(_ change: (inout State) -> Void) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.isFinished else { return nil }
            change(&state)
            defer { state.wake = nil }
            return state.wake
        }
        wake?()
    }

    package func next(orWake wake: @escaping @Sendable () -> Void) -> BodyPiece {
        let piece: BodyPiece = state.withLock { state in
            if let piece = state.pieces.popFirst() { return .bytes(piece) }
            if state.isFinished { return .end }
            state.wake = wake
            return .none(askAgainIn: askAgainIn)
        }
        if case .none = piece { asked() }
        return piece
    }

    package func end() {
        state.withLock { state in
            state = State()
            state.isFinished = true
        }
        ended()
    }
}
