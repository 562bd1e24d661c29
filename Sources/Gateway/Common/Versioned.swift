internal import Locking

/// A value that all event loops read, and that is sometimes exchanged as a whole.
final class Versioned<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    private let generation = Atomic<Int>(0)

    init(_ value: Value) { self.value = Mutex(value) }

    var current: Value { value.withLock { $0 } }

    func replace(with newValue: Value) {
        value.withLock { value in
            value = newValue
            generation.add(1, ordering: .releasing)
        }
    }

    /// One event loop's copy, read again only if it has been exchanged.
    struct Reader {
        private let versioned: Versioned
        /// A number that changes with each exchange that the reader has noticed.
        private(set) var generation: Int
        private var copy: Value

        init(_ versioned: Versioned) {
            self.versioned = versioned
            generation = versioned.generation.load(ordering: .acquiring)
            copy = versioned.current
        }

        var current: Value {
            mutating get {
                refresh()
                return copy
            }
        }

        /// Notices an exchange, without copying the value for the caller.
        mutating func refresh() {
            let latest = versioned.generation.load(ordering: .acquiring)
            guard latest != generation else { return }
            generation = latest
            copy = versioned.current
        }
    }
}
