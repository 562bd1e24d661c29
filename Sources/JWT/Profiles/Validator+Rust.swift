extension Validator {
    static let rust = [rustJsonwebtoken]

    package static let rustJsonwebtoken = Validator(
        "rust-jsonwebtoken",
        .init(
            .rust,
            "Crate jsonwebtoken, validate_nbf off",
            basis: .run,
            versions: "8.2.0",
            leeway: .wholeSeconds,
            remark: "9.3.1 and 10.4.0 were read, and are the same"
        ),
        leeway: 60,
        issuedAt: nil,
        notBefore: nil,
        expiration: .seconds(.nearest, .past),
        readings: .init(issuedAt: nil, notBefore: nil, expiration: .init(.uint64).demanded, basis: .read)
    )
}
