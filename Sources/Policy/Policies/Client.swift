package import JWT

/// A client that has been configured, and what is different for it.
package struct Client: Sendable, Hashable {
    package enum Origin: Sendable, Hashable { case file, control }

    /// Visible ASCII without slashes, at most `idLimit` bytes (RFC 6749, appendix A.1), and usable as a segment of a
    /// path.
    package let id: String
    /// The secret it has to send; nil takes any that is not empty.
    package var secret: String?
    /// Its redirect URIs, compared byte by byte (RFC 9700 §4.1.3); an empty list takes any.
    var redirectURIs: [String] = []
    var overrides = SettingOverrides()
    /// How its clock was last set by a definition; nil follows the global one.
    var clockSetting: ClockSetting?
    /// Which `METHOD@variant.json` answers it, if there is one.
    package var variant: String?
    /// What it may do; nil may do everything.
    var permissions: PermissionSet?
    /// How long it stays, on the true clock: a frozen clock does not prolong that.
    var life: Duration?
    package var origin = Origin.file

    // What has become of it since it began.

    /// Its own clock; nil follows the global one.
    var clock: ClientClock?
    /// How long its clock had been going when its own skew was set.
    var start = Duration.zero
    /// When it ends: `life` after it was made, or put back by a reset.
    var expiresAt: NumericDate?

    package static let idLimit = 256

    static func isID(_ text: String) -> Bool {
        (1...idLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
            && text != "." && text != ".."
    }

    /// The policy by which its tokens are stamped and judged.
    package func policy(over global: Policy) -> Policy {
        var policy = global
        policy.settings = overrides.applied(to: global.settings)
        if let clock {
            policy.clock = clock.clock
            policy.skews.base?.start = clock.baseStart
            policy.skews.global?.start = clock.globalStart
        }
        policy.skews.own = overrides.skew.map { LaidSkew(skew: $0, start: start) }
        policy.owner = id
        policy.variant = variant
        policy.permissions = permissions
        return policy
    }

    /// Begins its time, as when it was made.
    package mutating func begin(over global: Policy, at trueNow: NumericDate) {
        expiresAt = life.map { trueNow + $0 }
        clock = nil
        start = global.clock.ran(at: trueNow)
        if let clockSetting { changeClock(over: global) { clockSetting.set(&$0, at: trueNow) } }
    }

    /// Changes its clock, which is its own from then on; the time that the skew has counted stays.
    package mutating func changeClock<Failure: Error>(
        over global: Policy,
        _ change: (inout RunningClock) throws(Failure) -> Void
    ) throws(Failure) {
        var own = clock ?? ClientClock(global)
        try change(&own.clock)
        clock = own
    }

    /// Follows the global clock; its own skew goes on from the offset that it has reached.
    mutating func followClock(of global: Policy, at trueNow: NumericDate) {
        guard let own = clock else { return }
        start += global.clock.ran(at: trueNow) - own.clock.ran(at: trueNow)
        clock = nil
    }

    /// Restarts its own skew, as if it had just been set.
    mutating func restartSkew(over global: Policy, at trueNow: NumericDate) {
        start = (clock?.clock ?? global.clock).ran(at: trueNow)
    }

    /// Drops its own skew if the time of that is over.
    ///
    /// - Returns: whether it was over.
    mutating func dropEndedSkew(over global: Policy, at trueNow: NumericDate) -> Bool {
        guard let skew = overrides.skew, skew.ttl != nil else { return false }
        let ran = (clock?.clock ?? global.clock).ran(at: trueNow)
        guard LaidSkew(skew: skew, start: start).hasEnded(ran) else { return false }
        overrides.dropSkew()
        return true
    }

    /// When on the true clock it ends, or its skew, whichever is first, if no clock is set meanwhile.
    func nextEnd(over global: Policy) -> NumericDate? {
        guard let ttl = overrides.skew?.ttl,
            let skewEnd = (clock?.clock ?? global.clock).trueInstant(whenRan: start + ttl)
        else { return expiresAt }
        return expiresAt.map { min($0, skewEnd) } ?? skewEnd
    }

    /// Whether it, or its skew, ends by itself.
    var isMortal: Bool { expiresAt != nil || overrides.skew?.ttl != nil }

    /// Whether it matters when it begins.
    var isTimed: Bool { life != nil || clockSetting != nil }

    func isGone(at trueNow: NumericDate) -> Bool { expiresAt.map { $0 <= trueNow } ?? false }

    package func takes(redirectURI: String) -> Bool {
        redirectURIs.isEmpty || redirectURIs.contains { $0.isIdentical(to: redirectURI) }
    }
}
