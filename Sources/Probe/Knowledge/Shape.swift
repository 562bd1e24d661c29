/// What a server does with the fraction of a claim: how far the flip moves from that of the whole second.
package enum Shape: Sendable, Hashable {
    /// The flip does not move: the fraction is cut off.
    case floor
    /// The flip moves by the fraction itself, which counts as it is, by an exact clock.
    case slope
    /// The flip moves by a second from .500 on.
    case nearest
    /// The flip moves by a second above .500, and at .500 in an odd second.
    case halfEven
    /// The flip moves by a second from some fraction on, in milliseconds: not at the first, but at the second of these.
    /// (0, 1) is any fraction at all, by a clock of whole seconds.
    case step(above: Int, from: Int)
    /// It cannot be told.
    case open
    /// The flip moves as by no known rule.
    case odd
}
