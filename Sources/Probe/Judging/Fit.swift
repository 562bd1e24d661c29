internal import Durations
package import JWT

/// A profile that would have given the same answers.
package struct Fit: Sendable {
    /// How well its clock agrees with the Date fields.
    package enum Agreement: Int, Sendable, Comparable {
        /// The Date fields are those of its clock.
        case exact
        /// The Date fields may be cached ones of its clock.
        case lagging
        /// The Date fields are those of another clock.
        case none

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package let validator: Validator
    package let leeway: Duration
    /// All leeways that would have given the same answers.
    package let leeways: ClosedRange<Duration>
    /// How far its clock is ahead of ours.
    package let skew: Bounds
    package let agreement: Agreement
    /// How it differs from the server although its times agree.
    package let differences: [Difference]
    /// Whether its leeway can be told from its clock: it cannot if only one side of a token's life is judged and no
    /// Date helps.
    package let isLeewayKnown: Bool

    /// Something that this profile does and the server does not.
    package struct Difference: Sendable, Hashable, CustomStringConvertible {
        package enum Kind: Sendable, Hashable {
            case demands, doesNotDemand, takesText, takesNoText, takesFractions, takesNoFractions, takesOld, takesNoOld
        }

        package let claim: TimedClaim
        package let kind: Kind

        package var description: String { Self.text([self])[0] }

        var isOfFractions: Bool { kind == .takesFractions || kind == .takesNoFractions }

        /// The differences in words; similar ones of several claims are one clause.
        ///
        /// - Parameter opposite: whether to say what the server does and the profile does not.
        static func text(_ differences: [Difference], opposite: Bool = false) -> [String] {
            var groups: [(kind: Kind, claims: [String])] = []
            for difference in differences {
                let kind = opposite ? difference.kind.opposite : difference.kind
                if let index = groups.firstIndex(where: { $0.kind == kind }) {
                    groups[index].claims.append(difference.claim.rawValue)
                } else {
                    groups.append((kind, [difference.claim.rawValue]))
                }
            }
            return groups.map { group in
                let all = ProbeText.list(group.claims)
                let any = ProbeText.list(group.claims, "or")
                return switch group.kind {
                case .demands: "it demands \(all)"
                case .doesNotDemand: "it does not demand \(any)"
                case .takesText: "it takes \(all) in strings"
                case .takesNoText: "it takes no \(any) in strings"
                case .takesFractions: "it takes fractions in \(all)"
                case .takesNoFractions: "it takes no fractions in \(any)"
                case .takesOld: "it takes a token whose \(all) is a day old"
                case .takesNoOld: "it takes no token whose \(any) is a day old"
                }
            }
        }
    }

    /// Whether the leeway is the profile's own.
    package var isDefault: Bool { leeway == validator.leeway }

    /// Whether that library can be configured to have this leeway.
    package var isConfigurable: Bool {
        switch validator.provenance.leeways {
        case .any: true
        case .wholeSeconds: leeway == .seconds(leeway.secondsRoundedDown)
        case .none, .fixed: isDefault
        }
    }

    /// How closely the leeway was measured.
    package let measured: Duration

    /// Whether other leeways act the same because it counts in whole seconds, and not because they were measured
    /// coarsely.
    package var isQuantised: Bool { leeways.upperBound - leeways.lowerBound > measured * 4 + .milliseconds(100) }

    /// The leeway, or one that no token can tell from it, is off by no more than this.
    package var uncertainty: Duration {
        let range = isQuantised ? .zero : max(leeways.upperBound - leeway, leeway - leeways.lowerBound)
        return max(range, measured, .microseconds(500))
    }
}

extension Fit.Difference.Kind {
    fileprivate var opposite: Self {
        switch self {
        case .demands: .doesNotDemand
        case .doesNotDemand: .demands
        case .takesText: .takesNoText
        case .takesNoText: .takesText
        case .takesFractions: .takesNoFractions
        case .takesNoFractions: .takesFractions
        case .takesOld: .takesNoOld
        case .takesNoOld: .takesOld
        }
    }
}
