extension Validator {
    static let perl = [cryptJWT]

    package static let cryptJWT = Validator(
        "crypt-jwt",
        .init(.perl, "Crypt::JWT without verify_iat", basis: .run, versions: "0.034", leeway: .any),
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(
            issuedAt: nil,
            notBefore: .init(.any, text: .decimalPrefix, null: .absent, takesBooleans: true),
            expiration: .init(.any, text: .decimalPrefix, null: .absent, takesBooleans: true),
            basis: .run
        )
    )
}
