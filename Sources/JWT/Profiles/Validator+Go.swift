extension Validator {
    static let go = [goJose, golangJWT, golangJWTIssuedAt, golangJWT3, jwx, goOIDC, oktaGolang]

    package static let goJose = Validator(
        "go-jose",
        .init(.go, "go-jose, step-ca", basis: .run, versions: "4.1.4, 3.0.5, 2.6.0", leeway: .any),
        leeway: 60,
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.int64, null: .absent), basis: .run)
    )

    package static let golangJWT = Validator(
        "golang-jwt",
        .init(.go, "golang-jwt 5", basis: .run, versions: "5.3.1, 5.0.0", leeway: .any),
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
            basis: .run,
            versions: "5.3.1, 5.0.0, 4.5.2, 4.4.3",
            leeway: .any,
            remark: "4 has no leeway, and its StandardClaims take no fractions"
        ),
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .init(.init(.int64, zeroIsAbsent: true), basis: .run)
    )

    /// A token lives through the second of its `exp`.
    package static let golangJWT3 = Validator(
        "golang-jwt-3",
        .init(
            .go,
            "golang-jwt 3 and 4.0",
            basis: .run,
            versions: "4.0.0, 3.2.2",
            leeway: .none,
            remark: "StandardClaims take no fractions"
        ),
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .init(.init(.int64, zeroIsAbsent: true), basis: .assumed)
    )

    package static let jwx = Validator(
        "jwx",
        .init(
            .go,
            "lestrrat-go/jwx 2, auth0/go-jwt-middleware",
            basis: .read,
            versions: "2.1.1",
            leeway: .any,
            remark: "With a leeway, nbf is not good at its bound"
        ),
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.int64, text: .decimal, zeroIsAbsent: true), basis: .read)
    )

    package static let goOIDC = Validator(
        "go-oidc",
        .init(.go, "coreos/go-oidc 3 (oauth2-proxy)", basis: .run, versions: "3.10.0", leeway: .fixed),
        issuedAt: nil,
        notBefore: .init(rounding: .down, leeway: .always(300)),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(
            issuedAt: .init(.int64, text: .decimal),
            notBefore: .init(.int64, text: .decimal, null: .absent),
            expiration: .init(.int64, text: .decimal).demanded,
            basis: .read
        )
    )

    package static let oktaGolang = Validator(
        "okta-golang",
        .init(.go, "okta-jwt-verifier-golang", basis: .read, versions: "commit 51695c0", leeway: .wholeSeconds),
        leeway: 120,
        issuedAt: .seconds(),
        notBefore: nil,
        expiration: .seconds(.none, .past),
        readings: .init(
            issuedAt: .init(.finite).demanded,
            notBefore: nil,
            expiration: .init(.finite).demanded,
            basis: .read
        )
    )
}
