/// How one library reads each of the three times of a token.
package struct TimeReadings: Sendable, Hashable {
    /// How the readings are known.
    package enum Basis: String, Sendable, Hashable {
        /// The library was run.
        case run
        /// Its source was read.
        case read
        /// Neither: it is assumed to be as most libraries are.
        case assumed
        /// A rule of this program.
        case rule
    }

    /// Nil if it is not looked at, so that it may be anything.
    package let issuedAt: TimeReading?
    package let notBefore: TimeReading?
    package let expiration: TimeReading?
    package let basis: Basis

    package init(issuedAt: TimeReading?, notBefore: TimeReading?, expiration: TimeReading?, basis: Basis) {
        self.issuedAt = issuedAt
        self.notBefore = notBefore
        self.expiration = expiration
        self.basis = basis
    }

    /// All three are read alike, and those of `demanding` must be there.
    init(_ reading: TimeReading, demanding: Set<Claim> = [], basis: Basis) {
        func one(_ claim: Claim) -> TimeReading { demanding.contains(claim) ? reading.demanded : reading }
        self.init(
            issuedAt: one(.issuedAt),
            notBefore: one(.notBefore),
            expiration: one(.expiration),
            basis: basis
        )
    }

    enum Claim { case issuedAt, notBefore, expiration }

    /// `iat` and `exp` must be there, and every time a number between 1970 and the year 9999.
    static let strict = TimeReadings(.init(.calendar), demanding: [.issuedAt, .expiration], basis: .rule)

    /// All are read by `int()`.
    ///
    /// - Parameter issuedAt: nil if it is read as the others are.
    static func python(issuedAt: TimeReading? = nil) -> TimeReadings {
        let reading = TimeReading(text: .integer, takesBooleans: true)
        return TimeReadings(issuedAt: issuedAt ?? reading, notBefore: reading, expiration: reading, basis: .run)
    }

    /// An `exp` of zero means that the token never expires.
    static let envoy = TimeReadings(
        issuedAt: .init(.uint64),
        notBefore: .init(.uint64),
        expiration: .init(.uint64, zeroIsAbsent: true),
        basis: .read
    )

    /// By name, in the order in which they are judged.
    package var all: [(name: String, reading: TimeReading?)] {
        [("iat", issuedAt), ("nbf", notBefore), ("exp", expiration)]
    }

    /// The claims without which no token is accepted.
    package var demanded: [String] { all.filter { $0.reading?.isDemanded == true }.map(\.name) }
}
