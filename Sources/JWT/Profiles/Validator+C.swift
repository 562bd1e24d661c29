extension Validator {
    static let c = [libjwt]

    /// `jwt_claim_get` gives no integer for a number with a fraction, and every error but "not there" is a refusal.
    package static let libjwt = Validator(
        "libjwt",
        .init(
            .c,
            "libjwt 3, jwt_checker",
            basis: .read,
            versions: "commit 94e3cdf",
            leeway: .wholeSeconds,
            remark: "Refuses a time with a fraction"
        ),
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(issuedAt: nil, notBefore: .init(.integer), expiration: .init(.integer), basis: .read)
    )
}
