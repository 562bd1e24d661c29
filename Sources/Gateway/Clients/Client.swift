internal import JWT

/// A client that has been configured, and what is different for it.
package struct Client: Sendable, Hashable {
    enum Origin: Sendable, Hashable { case file, control }

    /// Visible ASCII without slashes, at most `idLimit` bytes (RFC 6749, appendix A.1), and good as a segment of a path.
    package let id: String
    /// Nil takes any that is not empty.
    var secret: String?
    /// Compared byte by byte (RFC 9700 §4.1.3); empty takes any.
    var redirectURIs: [String] = []
    var overrides = SettingOverrides()
    /// Nil follows the global one.
    var clock: RunningClock?
    /// How long its clock had been going when its skew was set; nil where clock and skew are the global ones.
    var start: Duration?
    /// Which `METHOD@variant.json` answers it, where there is one.
    var variant: String?
    /// How long it stays, on the true clock: no frozen clock keeps it.
    var life: Duration?
    /// Counted from when it was made, or put back by a reset.
    var expiresAt: NumericDate?
    var origin = Origin.file

    static let idLimit = 256

    static func isID(_ text: String) -> Bool {
        (1...idLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
            && text != "." && text != ".."
    }

    /// What its tokens are stamped and judged by.
    func scope(over global: Scope) -> Scope {
        var scope = global
        scope.settings = overrides.applied(to: global.settings)
        if let clock { scope.clock = clock }
        if let start { scope.start = start }
        scope.variant = variant
        return scope
    }

    /// Its time begins, as when it was made.
    mutating func begin(over global: Scope, at trueNow: NumericDate) {
        expiresAt = life.map { trueNow + $0 }
        clock = clock.map { RunningClock($0.mode, at: trueNow) }
        restartSkew(over: global, at: trueNow)
    }

    /// Its skew is as if it had just been set.
    mutating func restartSkew(over global: Scope, at trueNow: NumericDate) {
        start = clock != nil || hasOwnSkew ? (clock ?? global.clock).ran(at: trueNow) : nil
    }

    var hasOwnSkew: Bool { overrides.names.contains(where: \.isSkew) }

    func isGone(at trueNow: NumericDate) -> Bool { expiresAt.map { $0 <= trueNow } ?? false }

    func takes(redirectURI: String) -> Bool {
        redirectURIs.isEmpty || redirectURIs.contains { $0.isIdentical(to: redirectURI) }
    }
}
