package import JWT

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What the issuer and the gateway both read: the system's time, or an instant that stands still until it is moved.
package enum ClockMode: Sendable, Hashable {
    case live
    case frozen(at: NumericDate)

    package var name: String {
        switch self {
        case .live: "live"
        case .frozen: "frozen"
        }
    }

    func now(trueNow: NumericDate) -> NumericDate {
        switch self {
        case .live: trueNow
        case .frozen(let instant): instant
        }
    }
}

/// The two sides' idea of now at one true instant.
package struct Moment: Sendable, Hashable {
    /// What the system says, whatever anybody has set.
    package let trueNow: NumericDate
    /// Judges tokens, stamps the API's `Date` and the times in fixtures.
    package let gatewayNow: NumericDate
    /// Stamps tokens and the token endpoint's `Date`: the gateway's now and the offset.
    package let issuerNow: NumericDate

    /// The machine that the request has landed on, where there are several; `gatewayNow` is on its clock.
    let node: GatewayNode?

    init(trueNow: NumericDate, scope: Scope, node: GatewayNode?) {
        self.trueNow = trueNow
        self.node = node
        let now = scope.clock.now(trueNow: trueNow)
        gatewayNow = now + (node?.offset ?? .zero)
        issuerNow = now + scope.settings.skew.offset(at: now, since: scope.start)
    }
}

/// The only reader of real time.
package struct GatewayClock: Sendable {
    /// Where a clock may stand: far enough from 1970 and from 9999 that no offset or lifetime leaves what a token or
    /// RFC 3339 can say.
    package static let range =
        NumericDate(seconds: 631_152_000)...NumericDate(seconds: 250_246_540_800)
    package static let rangeText = "1990-01-01T00:00:00Z to 9899-12-31T00:00:00Z"

    package let trueNow: @Sendable () -> NumericDate

    /// - Parameter trueNow: tests give a clock that they move.
    package init(trueNow: @escaping @Sendable () -> NumericDate = Self.systemNow) { self.trueNow = trueNow }

    /// For measuring how long something takes; nobody can set it.
    static func stopwatch() -> SuspendingClock.Instant { SuspendingClock.now }

    @Sendable package static func systemNow() -> NumericDate {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return NumericDate(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}
