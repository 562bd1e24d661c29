extension Validator {
    static let java = [auth0JavaJWT, auth0JavaJWT42, jjwt, nimbus, jose4j, spring, vertx, quarkus]

    package static let auth0JavaJWT = Validator(
        "auth0-java-jwt",
        .init(.java, "com.auth0:java-jwt from 4.3", basis: .run, versions: "4.6.0, 4.4.0", leeway: .wholeSeconds),
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.instant, null: .absent), basis: .read)
    )

    /// A token lives through the second of its `exp`.
    package static let auth0JavaJWT42 = Validator(
        "java-jwt-4.2",
        .init(.java, "com.auth0:java-jwt 3 to 4.2", basis: .read, versions: "4.2.2", leeway: .wholeSeconds),
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .init(.init(.instant, null: .absent), basis: .assumed)
    )

    package static let jjwt = Validator(
        "jjwt",
        .init(.java, "io.jsonwebtoken:jjwt", basis: .run, versions: "0.13.0, 0.11.5", leeway: .wholeSeconds),
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.milliseconds, text: .long, null: .absent), basis: .read)
    )

    package static let nimbus = Validator(
        "nimbus",
        .init(.java, "Nimbus, DefaultJWTClaimsVerifier", basis: .run, versions: "9.19", leeway: .wholeSeconds),
        leeway: 60,
        issuedAt: nil,
        notBefore: .init(rounding: .down, bound: .past),
        expiration: .init(rounding: .down),
        readings: .init(.init(.milliseconds), basis: .read)
    )

    package static let jose4j = Validator(
        "jose4j",
        .init(
            .java,
            "jose4j without setIssuedAtRestrictions",
            basis: .run,
            versions: "0.9.4, 0.6.5",
            leeway: .wholeSeconds
        ),
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.int64), basis: .assumed)
    )

    package static let spring = Validator(
        "spring",
        .init(.java, "Spring Security, JwtTimestampValidator", basis: .run, versions: "7.1.1, 5.8.16", leeway: .any),
        leeway: 60,
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.milliseconds), basis: .assumed)
    )

    package static let vertx = Validator(
        "vertx",
        .init(
            .java,
            "Vert.x auth",
            basis: .run,
            versions: "4.5.28",
            leeway: .wholeSeconds,
            remark: "5.1.3 was read, and is the same"
        ),
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.int64), basis: .assumed)
    )

    /// It is jose4j with these settings.
    package static let quarkus = Validator(
        "quarkus",
        .init(.java, "Quarkus, smallrye-jwt", basis: .read, versions: "commit bc94297", leeway: .wholeSeconds),
        leeway: 60,
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.int64), demanding: [.issuedAt, .expiration], basis: .assumed)
    )
}
