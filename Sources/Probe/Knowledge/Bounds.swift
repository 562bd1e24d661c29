internal import Durations

/// The range of a quantity: above `lower`, and not above `upper`.
package struct Bounds: Sendable, Hashable {
    package var lower: Duration
    package var upper: Duration

    package init(lower: Duration, upper: Duration) {
        self.lower = lower
        self.upper = upper
    }

    package var width: Duration { upper - lower }
    package var middle: Duration { lower + width / 2 }
    package var isEmpty: Bool { upper <= lower }

    func intersection(_ other: Bounds) -> Bounds {
        Bounds(lower: max(lower, other.lower), upper: min(upper, other.upper))
    }

    /// Whether the quantity may be `value`.
    func contains(_ value: Duration) -> Bool { lower < value && value <= upper }
}

extension Duration {
    var absolute: Duration { self < .zero ? .zero - self : self }
    /// The part above the whole second below it.
    var fraction: Duration { self - .seconds(secondsRoundedDown) }
}
