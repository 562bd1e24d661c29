package import JWT

/// A profile that would have given all the answers that were given.
package struct Fit: Sendable {
    /// How well its clock agrees with the Date fields.
    package enum Agreement: Int, Sendable, Comparable {
        /// They are those of its clock.
        case exact
        /// They may be cached ones of its clock.
        case lagging
        /// They are another clock's.
        case none

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package let validator: Validator
    package let leeway: Duration
    /// All that would have given the same answers.
    package let leeways: ClosedRange<Duration>
    /// How far its clock is ahead of ours.
    package let skew: Bounds
    package let agreement: Agreement
    /// In what it differs although its times agree.
    package let differences: [Difference]
    /// Whether its leeway can be told from its clock: not where one side of a token's life is judged and no Date helps.
    package let isLeewayKnown: Bool

    /// What this profile does and the server does not.
    package struct Difference: Sendable, Hashable, CustomStringConvertible {
        package enum Kind: Sendable, Hashable {
            case demands, doesNotDemand, takesText, takesNoText, takesFractions, takesNoFractions, takesOld, takesNoOld
        }

        package let claim: TimedClaim
        package let kind: Kind

        package var description: String {
            switch kind {
            case .demands: "it demands \(claim.rawValue)"
            case .doesNotDemand: "it does not demand \(claim.rawValue)"
            case .takesText: "it takes \(claim.rawValue) in a string"
            case .takesNoText: "it takes no \(claim.rawValue) in a string"
            case .takesFractions: "it takes \(claim.rawValue) with a fraction"
            case .takesNoFractions: "it takes no \(claim.rawValue) with a fraction"
            case .takesOld: "it takes a token whose \(claim.rawValue) is old"
            case .takesNoOld: "it takes no token whose \(claim.rawValue) is old"
            }
        }
    }

    /// The leeway is the profile's own.
    package var isDefault: Bool { leeway == validator.leeway }

    /// Whether that library can be given such a leeway at all.
    package var isConfigurable: Bool {
        switch validator.provenance.leeways {
        case .any: true
        case .wholeSeconds: leeway == .seconds(leeway.secondsRoundedDown)
        case .none, .fixed: isDefault
        }
    }

    /// How closely the leeway was measured.
    package let measured: Duration

    /// Whether other leeways act the same because it reckons in whole seconds, and not because nobody looked closer.
    package var isQuantised: Bool { leeways.upperBound - leeways.lowerBound > measured * 4 + .milliseconds(100) }

    /// The leeway, or one that no token tells from it, is right by no more than this.
    package var uncertainty: Duration {
        guard !isQuantised else { return measured }
        return max(leeways.upperBound - leeway, leeway - leeways.lowerBound, .microseconds(500))
    }
}
