/// What becomes of the fraction of a claim, seen by how far its flip moves from that of the whole second.
package enum Shape: Sendable, Hashable {
    /// Not at all: it is cut off.
    case floor
    /// By the fraction itself: it counts as it is, by an exact clock.
    case slope
    /// By a second from .500 on.
    case nearest
    /// By a second above .500, and at .500 in an odd second.
    case halfEven
    /// By a second from some fraction on: not of the first, and of the second, in milliseconds; (0, 1) is any fraction at
    /// all, by a clock of whole seconds.
    case step(above: Int, from: Int)
    /// It cannot be told.
    case open
    /// As no rule known does.
    case odd
}
