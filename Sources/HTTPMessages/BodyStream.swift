internal import Locking

/// A body that comes over time, such as server-sent events: written by whoever has something, read by the connection.
///
/// The connection pulls: it takes the next piece when its socket can take one, never before. As long as there is
/// nothing, it is parked, without a timer and without a thread; a write wakes it, from any thread. What nobody has
/// taken is bounded: beyond that, pieces are left out whole, and the reader is told how many, in the place where they
/// would have been.
package final class BodyStream: Sendable {
    /// What the connection gets.
    package enum Piece: Sendable, Hashable {
        case bytes([UInt8])
        /// Nothing yet; `wake` is called when there is something.
        case none
        case end
    }

    private struct State {
        var pieces: ArraySlice<[UInt8]> = []
        var size = 0
        /// How many pieces have been left out since the last one that was kept.
        var missed = 0
        var isFinished = false
        var wake: (@Sendable () -> Void)?
    }

    /// What it holds at most for a reader who is slow.
    package static let standardLimit = 64 * 1024

    private let limit: Int
    private let state = Mutex(State())
    private let gap: @Sendable (Int) -> [UInt8]
    private let ended: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: bytes that nobody has taken.
    ///   - gap: the piece that tells how many have been left out.
    ///   - ended: nobody will take more: the reader has all of it, or has gone, or the server ends.
    package init(
        limit: Int = standardLimit,
        gap: @escaping @Sendable (_ missed: Int) -> [UInt8],
        ended: @escaping @Sendable () -> Void = {}
    ) {
        self.limit = limit
        self.gap = gap
        self.ended = ended
    }

    /// Adds a piece, or leaves it out where the reader is too far behind.
    package func write(_ piece: [UInt8]) {
        guard !piece.isEmpty else { return }
        wakeReader { state in
            guard !state.isFinished else { return false }
            // The first piece always has room, however large it is.
            guard state.size == 0 || state.size + piece.count <= limit else {
                state.missed += 1
                return false
            }
            if state.missed > 0 {
                let gap = gap(state.missed)
                state.missed = 0
                state.pieces.append(gap)
                state.size += gap.count
            }
            state.pieces.append(piece)
            state.size += piece.count
            return true
        }
    }

    /// Nothing more comes; what is there is still read.
    package func finish() {
        wakeReader { state in
            state.isFinished = true
            return true
        }
    }

    private func wakeReader(_ change: (inout State) -> Bool) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            guard change(&state) else { return nil }
            defer { state.wake = nil }
            return state.wake
        }
        wake?()
    }

    /// Takes what is there, as one piece.
    ///
    /// - Parameter wake: called once, from any thread, where there is nothing.
    package func next(orWake wake: @escaping @Sendable () -> Void) -> Piece {
        state.withLock { state in
            if state.missed > 0 {
                state.pieces.append(gap(state.missed))
                state.missed = 0
            }
            guard state.pieces.isEmpty else {
                let bytes =
                    state.pieces.count == 1 ? state.pieces[state.pieces.startIndex] : Array(state.pieces.joined())
                state.pieces = []
                state.size = 0
                return .bytes(bytes)
            }
            if state.isFinished { return .end }
            state.wake = wake
            return .none
        }
    }

    /// Nobody reads any more; nothing is kept.
    package func end() {
        state.withLock { state in
            state.isFinished = true
            state.pieces = []
            state.size = 0
            state.wake = nil
        }
        ended()
    }
}
