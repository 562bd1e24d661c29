extension Validator {
    static let php = [phpJWT, phpJWT5, lcobucciJWT]

    package static let phpJWT = Validator(
        "php-jwt",
        .init(
            .php,
            "firebase/php-jwt from 6.8.1",
            basis: .run,
            versions: "7.0.5, 6.11.1",
            leeway: .any,
            remark: "iat only without nbf"
        ),
        issuedAt: .seconds(.down),
        prefersNotBefore: true,
        notBefore: .seconds(.down),
        expiration: .seconds(),
        readings: .init(.init(.any, text: .decimal, null: .absent), basis: .assumed)
    )

    package static let phpJWT5 = Validator(
        "php-jwt-5",
        .init(
            .php,
            "firebase/php-jwt 5 to 6.5",
            basis: .run,
            versions: "5.5.1",
            leeway: .any,
            remark: "From 6.6 iat is judged only without nbf"
        ),
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any, text: .decimal, null: .absent), basis: .assumed)
    )

    package static let lcobucciJWT = Validator(
        "lcobucci-jwt",
        .init(.php, "lcobucci/jwt 4 and 5, LooseValidAt", basis: .run, versions: "5.4.0, 4.3.0", leeway: .any),
        issuedAt: .init(),
        notBefore: .init(),
        expiration: .init(),
        readings: .init(.init(.finite, text: .decimal), basis: .read)
    )
}
