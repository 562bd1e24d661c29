extension Validator {
    static let ruby = [rubyJWT, rubyJWTIssuedAt]

    package static let rubyJWT = Validator(
        "ruby-jwt",
        .init(.ruby, "ruby-jwt 2 and 3", basis: .run, versions: "3.2.0, 2.10.3, 2.5.0", leeway: .any),
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(
            issuedAt: nil,
            notBefore: .init(text: .prefix, null: .zero),
            expiration: .init(text: .prefix, null: .zero),
            basis: .run
        )
    )

    package static let rubyJWTIssuedAt = Validator(
        "ruby-jwt-iat",
        .init(
            .ruby,
            "ruby-jwt 2 and 3 with verify_iat",
            basis: .run,
            versions: "3.2.0, 2.10.3, 2.5.0",
            leeway: .any,
            remark: "iat by the exact clock"
        ),
        issuedAt: .init(leeway: .always(0)),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(
            issuedAt: .init(.any),
            notBefore: .init(text: .prefix, null: .zero),
            expiration: .init(text: .prefix, null: .zero),
            basis: .run
        )
    )
}
