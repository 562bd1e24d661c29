/// The process that a gateway ends with.
enum ParentProcess: Sendable, Hashable {
    /// The process that has started it.
    case starter
    /// The process with this id, so that its end is noticed even if it came before the gateway looked.
    case numbered(Int32)
}
