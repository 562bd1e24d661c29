internal import CLinux

/// The processors that this process may use.
enum ProcessorCount {
    /// Their number, but at most four: a mock has no use for more threads.
    static var usable: Int { min(max(Int(usable_processors()), 1), 4) }
}
