internal import Locking

/// Wakes streams of events that have nothing to tell.
///
/// A request costs only one relaxed load of a flag while there is no watcher.
package final class EventBell: Sendable {
    package typealias Wake = @Sendable () -> Void

    private let sleepers = Mutex<[Int: Wake]>([:])
    /// Whether a stream may be asleep.
    private let isAwaited = Atomic<Bool>(false)

    /// Has `wake` called by the next ring, once.
    ///
    /// A reader that looks for news after this call misses none: it finds what was there before, and what comes later
    /// rings.
    package func sleep(_ id: Int, wake: @escaping Wake) {
        sleepers.withLock { $0[id] = wake }
        isAwaited.store(true, ordering: .relaxed)
    }

    /// Says that it is not to be woken: it has found something, or is gone.
    package func stay(awake id: Int) { sleepers.withLock { _ = $0.removeValue(forKey: id) } }

    /// Rings because the journal has another entry.
    ///
    /// It is to be called after the journal's lock has been released: that lock puts `sleep` before it, if the sleeper
    /// has not seen the entry.
    func ringForEntry() {
        guard isAwaited.load(ordering: .relaxed) else { return }
        ring()
    }

    /// Rings because something else has changed.
    package func ring() {
        let wakes = sleepers.withLock { sleepers in
            isAwaited.store(false, ordering: .relaxed)
            defer { sleepers = [:] }
            return sleepers
        }
        for wake in wakes.values { wake() }
    }
}
