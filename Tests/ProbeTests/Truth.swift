import Durations
import JWT
import TestSupport

@testable import Probe

/// A server that is known, and whether what was found out about it is true.
struct Truth {
    let validator: Validator
    let leeway: Duration
    let skew: Duration

    /// Any profile, with a leeway that people configure or one that nobody does, and a clock that is a little off.
    init(_ random: inout SeededGenerator, among validators: [Validator] = Validator.all, skew range: Int = 5_000_000) {
        validator = validators.randomElement(using: &random) ?? .strict
        let quarters = [100, 250, 500, 750]
        let drawn: Duration =
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: validator.leeway
            case 2: .zero
            case 3: .seconds(Int.random(in: 0...700, using: &random))
            case 4: .milliseconds(quarters.randomElement(using: &random) ?? 0)
            default: .milliseconds(Int.random(in: 0...5000, using: &random))
            }
        // Who forgives an old iat no more than that refuses every token that is a little older than its leeway.
        leeway = Rule(validator: validator).judgesAge ? max(drawn, .seconds(20)) : drawn
        skew = .microseconds(Int.random(in: -range...range, using: &random))
    }

    init(_ validator: Validator, leeway: Duration, skew: Duration = .zero) {
        self.validator = validator
        self.leeway = leeway
        self.skew = skew
    }

    /// Whether no token tells `fit` from the truth, but by what lies within the stated uncertainty.
    func isTold(by fit: Fit) -> Bool { isAlike(fit, within: fit.uncertainty + .microseconds(200)) }

    /// Whether the leeway is the true one, within the stated uncertainty, of the profile that is the true one.
    func hasLeeway(_ fit: Fit) -> Bool {
        fit.validator.name != validator.name
            || fit.leeways.lowerBound - .microseconds(200) <= leeway
                && leeway <= fit.leeways.upperBound + .microseconds(200)
    }

    func isAlike(_ fit: Fit, within tolerance: Duration) -> Bool {
        let (left, right) = (Rule(validator: fit.validator), Rule(validator: validator))
        var least = Duration.seconds(1 << 40)
        var most = Duration.seconds(-1 << 40)
        var outliers = 0
        for claim in TimedClaim.allCases {
            guard left.looksAt(claim) == right.looksAt(claim) else { return false }
            guard left.looksAt(claim) else { continue }
            var differences: [Duration] = []
            for fraction in Self.fractions {
                for second in 0...(fraction == 500 ? 1 : 0) {
                    let key = FlipKey(claim, fraction: fraction, second: second)
                    let (mine, its) = (left.flip(key, leeway: fit.leeway), right.flip(key, leeway: leeway))
                    // Neither takes a fraction.
                    if mine == nil, its == nil, fraction != 0 { continue }
                    guard let mine, let its else { return false }
                    differences.append(mine - its)
                }
            }
            // A step of the fractions may lie a little beside the true one, as far as the leeway may.
            let usual = differences.sorted()[differences.count / 2]
            outliers += differences.count { ($0 - usual).absolute > tolerance * 2 }
            for difference in differences where (difference - usual).absolute <= tolerance * 2 {
                least = min(least, difference)
                most = max(most, difference)
            }
        }
        // One clock for all claims; each of them by the leeway's uncertainty aside, either way.
        return outliers <= (tolerance.nearestMilliseconds + 2) * 3 && (most < least || most - least <= tolerance * 4)
    }

    private static let fractions = [0, 1, 100, 250, 251, 333, 499, 500, 501, 625, 749, 750, 751, 900, 998, 999]
}
