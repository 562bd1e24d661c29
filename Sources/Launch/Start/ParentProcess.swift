/// The process that a gateway ends with.
enum ParentProcess: Sendable, Hashable {
    /// The one that has started it.
    case starter
    /// The one with this process id, and no other: by its number a parent that ended before the gateway looked is missed.
    case numbered(Int32)
}
