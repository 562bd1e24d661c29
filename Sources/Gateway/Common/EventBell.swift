internal import Locking

/// Wakes streams of events that have nothing to tell.
///
/// A request that nobody watches pays one relaxed look at a flag.
final class EventBell: Sendable {
    typealias Wake = @Sendable () -> Void

    private let sleepers = Mutex<[Int: Wake]>([:])
    /// Whether somebody may be asleep.
    private let isAwaited = Atomic<Bool>(false)

    /// Has `wake` called by the next ring, once.
    ///
    /// A reader that then looks for something new misses nothing: what was there before is found, what comes later rings.
    func sleep(_ id: Int, wake: @escaping Wake) {
        sleepers.withLock { $0[id] = wake }
        isAwaited.store(true, ordering: .relaxed)
    }

    /// It has found something, or is gone.
    func stay(awake id: Int) { sleepers.withLock { _ = $0.removeValue(forKey: id) } }

    /// The journal has another entry.
    ///
    /// To be called after the journal's lock has been let go: that lock puts `sleep` before it, if the sleeper has not
    /// seen the entry.
    func ringForEntry() {
        guard isAwaited.load(ordering: .relaxed) else { return }
        ring()
    }

    /// Something else has changed.
    func ring() {
        let wakes = sleepers.withLock { sleepers in
            isAwaited.store(false, ordering: .relaxed)
            defer { sleepers = [:] }
            return sleepers
        }
        for wake in wakes.values { wake() }
    }
}
