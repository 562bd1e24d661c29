package import HTTPMessages
internal import JSON
internal import Locking

/// A long list, made piece by piece while its reader takes it, so that no other request waits for the whole of it.
package final class ListingStream: BodyStream {
    /// Lists of at most this many elements are not worth it.
    static let shortest = 100
    /// How many bytes a piece has at least, unless it is the last.
    private static let pieceSize = 16 * 1024

    private let count: Int
    private let isMore: Bool
    /// Makes an element; nil if it has gone meanwhile.
    private let element: @Sendable (Int) -> JSONValue?

    private struct State {
        /// What stands in front of the next element.
        var separator: String
        var index = 0
        var isOver = false
    }

    private let state: Mutex<State>

    /// - Parameter isMore: whether there are elements that are not among these.
    init(_ key: String, count: Int, isMore: Bool, _ element: @escaping @Sendable (Int) -> JSONValue?) {
        self.count = count
        self.isMore = isMore
        self.element = element
        state = Mutex(State(separator: #"{"\#(key)": ["#))
    }

    package func next(orWake wake: @escaping @Sendable () -> Void) -> BodyPiece {
        state.withLock { state in
            guard !state.isOver else { return .end }
            var piece: [UInt8] = []
            while state.index < count, piece.count < Self.pieceSize {
                if let value = element(state.index) {
                    piece += state.separator.utf8
                    state.separator = ", "
                    JSONWriter.append(value, to: &piece)
                }
                state.index += 1
            }
            if state.index == count {
                if state.separator != ", " { piece += state.separator.utf8 }
                piece += (isMore ? #"], "more": true}"# : "]}").utf8
                state.isOver = true
            }
            return .bytes(piece)
        }
    }

    package func finish() {}

    package func end() { state.withLock { $0.isOver = true } }
}
