internal import Durations

/// How one library or gateway judges the times of a token.
///
/// Which claims it looks at, by what clock, and on which side of each bound it stands.
package struct Validator: Sendable, Hashable {
    /// How one claim is compared with a clock.
    package struct Check: Sendable, Hashable {
        package enum Clock: Sendable, Hashable { case exact, wholeSeconds }

        /// How a claim is rounded before it is compared.
        package enum Rounding: Sendable, Hashable {
            case none, down
            /// Half a second goes up.
            case nearest
            /// Half a second goes to the even neighbour.
            case nearestEven
        }

        /// When a clock counts as having reached an instant.
        package enum Bound: Sendable, Hashable {
            /// When it shows that instant.
            case at
            /// Only when it shows a later one.
            case past
        }

        /// How much is forgiven of this claim.
        package enum Leeway: Sendable, Hashable {
            /// The tolerance, or the validator's own leeway if none is set.
            case tolerance
            /// A number of seconds, whatever the tolerance is.
            case always(Int32)
        }

        package var clock = Clock.exact
        package var rounding = Rounding.none
        package var bound = Bound.at
        package var leeway = Leeway.tolerance

        package init(
            clock: Clock = .exact,
            rounding: Rounding = .none,
            bound: Bound = .at,
            leeway: Leeway = .tolerance
        ) {
            self.clock = clock
            self.rounding = rounding
            self.bound = bound
            self.leeway = leeway
        }
    }

    package let name: String
    /// What it forgives if no tolerance is set.
    package let leeway: Duration
    /// Refuses until the clock has reached `iat`; nil lets any `iat` pass.
    package let issuedAt: Check?
    /// Whether a token that has an `nbf` is spared the check of its `iat`.
    package let prefersNotBefore: Bool
    /// Refuses until the clock has reached `nbf`; nil lets any `nbf` pass.
    package let notBefore: Check?
    /// Refuses once the clock has reached `exp`; nil lets any `exp` pass.
    package let expiration: Check?
    /// Refuses once the clock has reached `iat`, plus or minus what is forgiven; nil lets a token have any age.
    package let age: Check?
    /// How it reads each time before all that.
    package let readings: TimeReadings
    /// For which version or configuration all this holds, and how that is known.
    package let provenance: Provenance

    package init(
        _ name: String,
        _ provenance: Provenance,
        leeway: Int = 0,
        issuedAt: Check?,
        prefersNotBefore: Bool = false,
        notBefore: Check?,
        expiration: Check?,
        age: Check? = nil,
        readings: TimeReadings
    ) {
        self.name = name
        self.leeway = .seconds(leeway)
        self.issuedAt = issuedAt
        self.prefersNotBefore = prefersNotBefore
        self.notBefore = notBefore
        self.expiration = expiration
        self.age = age
        self.readings = readings
        self.provenance = provenance
    }

    /// The same rules under another name.
    init(_ name: String, _ provenance: Provenance, as other: Validator) {
        self.name = name
        leeway = other.leeway
        issuedAt = other.issuedAt
        prefersNotBefore = other.prefersNotBefore
        notBefore = other.notBefore
        expiration = other.expiration
        age = other.age
        readings = other.readings
        self.provenance = provenance
    }

    /// The times of a token as it reads them; throws if it needs another token, in the order of the reasons.
    func times(of claims: Claims) throws(TokenError) -> TokenTimes {
        let issuedAt = try readings.issuedAt?.instant(of: claims.issuedAt, "iat")
        let expiration = try readings.expiration?.instant(of: claims.expiration, "exp")
        let notBefore = try readings.notBefore?.instant(of: claims.notBefore, "nbf")
        if let name = claims.invalidName { throw .claimInvalid(name) }
        return TokenTimes(issuedAt: issuedAt, notBefore: notBefore, expiration: expiration)
    }

    /// The check of `iat` that these times have to pass.
    func issuedAtCheck(for times: TokenTimes) -> Check? {
        prefersNotBefore && times.notBefore != nil ? nil : issuedAt
    }

    /// How much of `tolerance` counts for the claim that `error` is about.
    package func tolerance(_ tolerance: Duration, for error: TokenError) -> Duration {
        let check =
            switch error.kind {
            case .issuedInFuture: issuedAt
            case .notYetValid: notBefore
            case .expired: expiration
            case .tooOld: age
            default: nil as Check?
            }
        return check?.forgiven(tolerance) ?? tolerance
    }
}

extension Validator.Check {
    /// By a clock of whole seconds.
    static func seconds(
        _ rounding: Rounding = .none,
        _ bound: Bound = .at,
        leeway: Leeway = .tolerance
    ) -> Self {
        Self(clock: .wholeSeconds, rounding: rounding, bound: bound, leeway: leeway)
    }

    /// The first instant at which a clock has reached a claim that must not lie ahead of it.
    func start(_ claim: NumericDate, _ tolerance: Duration) -> NumericDate {
        first(rounded(claim) - forgiven(tolerance))
    }

    /// The first instant at which a clock has reached a claim that must lie ahead of it.
    func end(_ claim: NumericDate, _ tolerance: Duration) -> NumericDate {
        first(rounded(claim) + forgiven(tolerance))
    }

    func forgiven(_ tolerance: Duration) -> Duration {
        switch leeway {
        case .tolerance: tolerance
        case .always(let seconds): .seconds(Int(seconds))
        }
    }

    /// How far ahead of `now` the claim lies as this check reckons: rounded, and by its own clock.
    func lead(of claim: NumericDate, at now: NumericDate) -> Duration {
        rounded(claim) - (clock == .exact ? now : now.floored(to: .seconds))
    }

    /// The first instant at which this clock has reached `instant`.
    ///
    /// Instants are whole attoseconds, so that one past another is at least one of them later.
    private func first(_ instant: NumericDate) -> NumericDate {
        let reached = bound == .at ? instant : instant + Duration(attoseconds: 1)
        return clock == .exact ? reached : NumericDate(seconds: reached.sinceEpoch.secondsRoundedUp)
    }

    private func nearestEven(_ claim: NumericDate) -> NumericDate {
        let floor = claim.floored(to: .seconds)
        let rest = claim - floor
        let isUp = rest == .milliseconds(500) ? floor.sinceEpoch.secondsRoundedDown % 2 != 0 : rest > .milliseconds(500)
        return isUp ? floor + .seconds(1) : floor
    }

    private func rounded(_ claim: NumericDate) -> NumericDate {
        switch rounding {
        case .none: claim
        case .down: claim.floored(to: .seconds)
        case .nearest: (claim + .milliseconds(500)).floored(to: .seconds)
        case .nearestEven: nearestEven(claim)
        }
    }
}
