internal import JWT

/// The skews that lie over each other, each of them whole: when one ends, the one below it holds.
package struct SkewLayers: Sendable, Hashable {
    /// The skew of the start.
    var base: LaidSkew?
    /// The global skew that has been set since.
    var global: LaidSkew?
    /// The skew of a client alone.
    var own: LaidSkew?

    /// How far the clocks are apart, if that never changes by itself.
    var constantOffset: Duration? {
        guard let top = own ?? global ?? base else { return .zero }
        return top.skew.isConstant && top.skew.ttl == nil ? top.skew.offset : nil
    }

    /// The skew that holds.
    ///
    /// - Parameter ran: how long their clock has been going.
    func inForce(_ ran: Duration) -> LaidSkew? {
        if let own, !own.hasEnded(ran) { return own }
        if let global, !global.hasEnded(ran) { return global }
        if let base, !base.hasEnded(ran) { return base }
        return nil
    }
}
