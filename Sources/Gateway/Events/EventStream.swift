internal import HTTPMessages
internal import Journal
internal import Locking
internal import Policy

/// What one reader of `GET /__admin/events` gets.
///
/// It keeps its place in the events, and no events: however slow its reader is, it holds no more.
final class EventStream: BodyStream {
    /// How long it waits after a piece before it sends another, in nanoseconds, so that a burst of events leaves
    /// together.
    ///
    /// If there are many readers, each waits longer, so that all together they get 1,250 pieces a second at most; a
    /// hundred readers still see a change within 100 ms.
    static func pace(readers: Int) -> Int64 { max(20_000_000, Int64(readers) * 800_000) }
    /// How many bytes a piece has at most; its first event may be longer.
    static let pieceSize = 32 * 1024

    private struct State {
        /// The state and entries that come before new events.
        var past: EventHub.Past?
        var cursor: EventRing.Cursor
        /// When the last piece was sent, by the stopwatch.
        var sentAt: Int64 = 0
        var isFinished = false
    }

    let id: Int
    private let hub: EventHub
    private let state: Mutex<State>

    init(id: Int, of hub: EventHub, past: EventHub.Past, cursor: EventRing.Cursor) {
        self.id = id
        self.hub = hub
        state = Mutex(State(past: past, cursor: cursor))
    }

    func next(orWake wake: @escaping @Sendable () -> Void) -> BodyPiece {
        state.withLock { state in
            if let bytes = state.past?.next(most: Self.pieceSize) { return .bytes(bytes) }
            state.past = nil
            let now = GatewayClock.stopwatch()
            let next = state.sentAt + Self.pace(readers: hub.readerCount)
            if next > now, !state.isFinished { return .none(askAgainIn: .nanoseconds(next - now)) }
            hub.bell.sleep(id, wake: wake)
            let (bytes, askAgainIn) = hub.news(&state.cursor, most: Self.pieceSize)
            guard let bytes else { return state.isFinished ? .end : .none(askAgainIn: askAgainIn) }
            hub.bell.stay(awake: id)
            state.sentAt = now
            return .bytes(bytes)
        }
    }

    func finish() { state.withLock { $0.isFinished = true } }

    func end() { hub.remove(self) }
}
