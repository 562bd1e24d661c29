extension Validator {
    static let javaScript = [
        nodeJsonwebtoken, jose, joseMaxAge, auth0Express, auth0ExpressMaxAge, awsJWTVerify, njwt, googleAuthNode,
    ]

    package static let nodeJsonwebtoken = Validator(
        "node-jsonwebtoken",
        .init(.javaScript, "npm jsonwebtoken 8 and 9", basis: .run, versions: "9.0.2, 8.5.1", leeway: .any),
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(issuedAt: nil, notBefore: .init(.any), expiration: .init(.any), basis: .read)
    )

    package static let jose = Validator(
        "jose",
        .init(.javaScript, "npm jose (panva) 4 to 6", basis: .run, versions: "6.2.10, 5.10.0, 4.15.9", leeway: .any),
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), basis: .run)
    )

    package static let joseMaxAge = Validator(
        "jose-max-age",
        .init(
            .javaScript,
            "npm jose with maxTokenAge",
            basis: .run,
            versions: "6.2.10, 5.10.0, 4.15.9",
            leeway: .any,
            remark: "The age is not judged"
        ),
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), demanding: [.issuedAt], basis: .run)
    )

    /// It lets jose judge first, by the same tolerance.
    package static let auth0Express = Validator(
        "auth0-express",
        .init(.javaScript, "express-oauth2-jwt-bearer", basis: .run, versions: "access-token-jwt 1.10.0", leeway: .any),
        leeway: 5,
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), demanding: [.expiration], basis: .read)
    )

    package static let auth0ExpressMaxAge = Validator(
        "auth0-express-max-age",
        .init(
            .javaScript,
            "express-oauth2-jwt-bearer with maxTokenAge",
            basis: .run,
            versions: "access-token-jwt 1.10.0",
            leeway: .any,
            remark: "The age is not judged"
        ),
        leeway: 5,
        issuedAt: .seconds(.none, .past),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), demanding: [.issuedAt, .expiration], basis: .read)
    )

    package static let awsJWTVerify = Validator(
        "aws-jwt-verify",
        .init(.javaScript, "npm aws-jwt-verify, for Cognito and ALB", basis: .run, versions: "5.1.1", leeway: .any),
        issuedAt: nil,
        notBefore: .init(),
        expiration: .init(bound: .past),
        readings: .init(.init(.finite), basis: .read)
    )

    package static let njwt = Validator(
        "njwt",
        .init(.javaScript, "npm njwt (Okta)", basis: .read, versions: "commit ec9483b", leeway: .none),
        issuedAt: nil,
        notBefore: .init(bound: .past),
        expiration: .init(bound: .past),
        readings: .init(
            issuedAt: nil,
            notBefore: .init(.any, text: .decimal, null: .zero, takesBooleans: true),
            expiration: .init(.any, text: .decimal, null: .zero, takesBooleans: true),
            basis: .assumed
        )
    )

    package static let googleAuthNode = Validator(
        "google-auth-nodejs",
        .init(
            .javaScript,
            "npm google-auth-library",
            basis: .read,
            versions: "commit a95b8272",
            leeway: .fixed,
            remark: "An exp more than a day ahead is not judged"
        ),
        leeway: 300,
        issuedAt: .init(),
        notBefore: nil,
        expiration: .init(bound: .past),
        readings: .init(
            issuedAt: .init(.any, text: .decimal, null: .absent, takesBooleans: true, zeroIsAbsent: true).demanded,
            notBefore: nil,
            expiration: .init(.any, text: .decimal, null: .absent, takesBooleans: true, zeroIsAbsent: true).demanded,
            basis: .read
        )
    )
}
