/// The process that a gateway ends with.
enum ParentProcess: Sendable, Hashable {
    /// The process that has started it.
    case starter
    /// The process with this id; so a parent is missed even if it ended before the gateway looked.
    case numbered(Int32)
}
