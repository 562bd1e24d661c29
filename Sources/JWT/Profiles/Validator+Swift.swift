extension Validator {
    static let swift = [jwtKit]

    package static let jwtKit = Validator(
        "jwt-kit",
        .init(
            .swift,
            "Vapor jwt-kit 5, verifyNotBefore and verifyNotExpired",
            basis: .read,
            versions: "commit b5f82fb",
            leeway: .none,
            remark: "The type of the payload says which claims it needs"
        ),
        issuedAt: nil,
        notBefore: .init(),
        expiration: .init(),
        readings: .init(.init(.finite), basis: .assumed)
    )
}
