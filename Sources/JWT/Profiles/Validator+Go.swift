extension Validator {
    static let go = [goJose, golangJWT, golangJWTIssuedAt, golangJWT3]

    package static let goJose = Validator(
        "go-jose",
        .init(.go, "go-jose, step-ca", .run, "4.1.4, 3.0.5", leeway: .any),
        leeway: 60,
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.int64, null: .absent), basis: .read)
    )

    package static let golangJWT = Validator(
        "golang-jwt",
        .init(.go, "golang-jwt 5", .run, "5.3.1, 5.0.0", leeway: .any),
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .init(
            issuedAt: nil,
            notBefore: .init(.int64, zeroIsAbsent: true),
            expiration: .init(.int64, zeroIsAbsent: true),
            basis: .read
        )
    )

    package static let golangJWTIssuedAt = Validator(
        "golang-jwt-iat",
        .init(
            .go,
            "golang-jwt 5 with WithIssuedAt, and 4.1 to 4.5",
            .run,
            "5.3.1, 5.0.0, 4.5.2",
            leeway: .any,
            "4 has no leeway, and its StandardClaims take no fractions"
        ),
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .init(.init(.int64, zeroIsAbsent: true), basis: .read)
    )

    /// A token lives through the second of its `exp`.
    package static let golangJWT3 = Validator(
        "golang-jwt-3",
        .init(
            .go,
            "golang-jwt 3 and 4.0",
            .run,
            "4.0.0, 3.2.2",
            leeway: .none,
            "StandardClaims take no fractions"
        ),
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .init(.init(.int64, zeroIsAbsent: true), basis: .assumed)
    )
}
