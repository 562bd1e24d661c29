internal import JWT

/// The skews that lie over each other, each of them whole: where one ends, the one below it holds.
package struct SkewLayers: Sendable, Hashable {
    /// That of the start.
    var base: LaidSkew?
    /// The global one that has been set since.
    var global: LaidSkew?
    /// That of a client alone.
    var own: LaidSkew?

    /// How far the clocks are apart, where that never changes by itself.
    var constantOffset: Duration? {
        guard let top = own ?? global ?? base else { return .zero }
        return top.skew.isConstant && top.skew.ttl == nil ? top.skew.offset : nil
    }

    /// The one that holds.
    ///
    /// - Parameter ran: how long the clock that they count on has been going.
    func inForce(_ ran: Duration) -> LaidSkew? {
        if let own, !own.hasEnded(ran) { return own }
        if let global, !global.hasEnded(ran) { return global }
        if let base, !base.hasEnded(ran) { return base }
        return nil
    }
}
