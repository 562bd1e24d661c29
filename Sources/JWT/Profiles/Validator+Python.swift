extension Validator {
    static let python = [
        pyjwt, pyjwt25, pyjwt26, authlib, joserfc, pythonJose, jwcrypto, cryptojwt, googleAuth, simplejwt,
    ]

    package static let pyjwt = Validator(
        "pyjwt",
        .init(.python, "PyJWT from 2.7", basis: .run, versions: "2.15.1, 2.7.0", leeway: .any),
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .python()
    )

    package static let pyjwt25 = Validator(
        "pyjwt-2.5",
        .init(.python, "PyJWT 1.5 to 2.5", basis: .run, versions: "2.5.0, 2.4.0, 1.7.1", leeway: .any),
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .python()
    )

    package static let pyjwt26 = Validator(
        "pyjwt-2.6",
        .init(.python, "PyJWT 2.6", basis: .run, versions: "2.6.0", leeway: .any, remark: "iat keeps its fraction"),
        issuedAt: .seconds(),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .python(issuedAt: .init(takesBooleans: true))
    )

    package static let authlib = Validator(
        "authlib",
        .init(.python, "Authlib 1", basis: .run, versions: "1.9.10, 1.9.9", leeway: .any),
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(.none, .past),
        readings: .init(.init(.any), basis: .run)
    )

    package static let joserfc = Validator(
        "joserfc",
        .init(.python, "joserfc 1", basis: .run, versions: "1.8.0", leeway: .any),
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.finite), basis: .run)
    )

    package static let pythonJose = Validator(
        "python-jose",
        .init(.python, "python-jose 3", basis: .run, versions: "3.5.0", leeway: .any),
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .python()
    )

    package static let jwcrypto = Validator(
        "jwcrypto",
        .init(.python, "jwcrypto 1", basis: .run, versions: "1.6.1", leeway: .wholeSeconds),
        leeway: 60,
        issuedAt: nil,
        notBefore: .init(),
        expiration: .init(bound: .past),
        readings: .init(
            issuedAt: .init(text: .integer, null: .absent, takesBooleans: true),
            notBefore: .init(takesBooleans: true),
            expiration: .init(takesBooleans: true),
            basis: .run
        )
    )

    package static let cryptojwt = Validator(
        "cryptojwt",
        .init(.python, "cryptojwt 1, pyoidc", basis: .run, versions: "1.11.0", leeway: .wholeSeconds),
        leeway: 15,
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .python()
    )

    package static let googleAuth = Validator(
        "google-auth",
        .init(.python, "google-auth 2, firebase-admin", basis: .run, versions: "2.63.0", leeway: .wholeSeconds),
        issuedAt: .seconds(),
        notBefore: nil,
        expiration: .seconds(.none, .past),
        readings: .init(
            issuedAt: .init(.any, takesBooleans: true).demanded,
            notBefore: nil,
            expiration: .init(.any, takesBooleans: true).demanded,
            basis: .run
        )
    )

    /// It lets PyJWT judge, and then demands an `exp` itself.
    package static let simplejwt = Validator(
        "simplejwt",
        .init(
            .python,
            "djangorestframework-simplejwt 5, on PyJWT",
            basis: .read,
            versions: "commit 998eb63",
            leeway: .any
        ),
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .init(.init(text: .integer, takesBooleans: true), demanding: [.expiration], basis: .read)
    )
}
