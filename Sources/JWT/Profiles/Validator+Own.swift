extension Validator {
    static let own = [strict, wholeSecond]

    /// `iat` and `nbf` up to now + tolerance, `exp` from just above now − tolerance, to the millisecond and below.
    ///
    /// RFC 7519 §4.1.5: "after or equal"; §4.1.4: "on or after".
    package static let strict = Validator(
        "strict",
        .init(.program, "The default, to the millisecond", basis: .rule, leeway: .any),
        issuedAt: .init(),
        notBefore: .init(),
        expiration: .init(),
        readings: .strict
    )

    package static let wholeSecond = Validator(
        "whole-second",
        .init(.program, "Strict by a clock of whole seconds", basis: .rule, leeway: .any),
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .strict
    )
}
