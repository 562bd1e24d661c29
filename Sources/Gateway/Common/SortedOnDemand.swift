internal import Locking

/// Values in their order, each found only when it is asked for: sorting ten thousand of them at once would take
/// milliseconds.
///
/// It is a heap, whose making takes a time in proportion to their number, and each value one to the logarithm of that.
final class SortedOnDemand<Value: Comparable & Sendable>: Sendable {
    private let heap: Mutex<[Value]>

    init(_ values: [Value]) {
        var heap = values
        for index in (0..<heap.count / 2).reversed() { Self.sink(index, in: &heap) }
        self.heap = Mutex(heap)
    }

    /// The least of those that it has not yet given out.
    func next() -> Value? {
        heap.withLock { heap in
            guard let last = heap.popLast() else { return nil }
            guard let least = heap.first else { return last }
            heap[0] = last
            Self.sink(0, in: &heap)
            return least
        }
    }

    /// Moves a value down until none below it is less.
    private static func sink(_ start: Int, in heap: inout [Value]) {
        var index = start
        while true {
            var least = index
            for child in (2 * index + 1)..<max(min(2 * index + 3, heap.count), 2 * index + 1)
            where heap[child] < heap[least] { least = child }
            guard least != index else { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
