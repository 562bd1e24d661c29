extension Validator {
    static let dotNet = [microsoft, microsoft6]

    /// It reads by `Convert.ToInt64`, which rounds a half to the even neighbour.
    package static let microsoft = Validator(
        "microsoft",
        .init(
            .dotNet,
            "Microsoft.IdentityModel 5.7 and 7 to 8 (ASP.NET Core)",
            basis: .run,
            versions: "5.7.0",
            leeway: .any,
            remark: "7.4.1 and 8.1.2 were read"
        ),
        leeway: 300,
        issuedAt: nil,
        notBefore: .init(rounding: .nearestEven),
        expiration: .init(rounding: .nearestEven, bound: .past),
        readings: .init(.init(.int64), demanding: [.expiration], basis: .assumed)
    )

    package static let microsoft6 = Validator(
        "microsoft-6",
        .init(
            .dotNet,
            "Microsoft.IdentityModel 6",
            basis: .read,
            versions: "6.33.0",
            leeway: .any,
            remark: "Cuts fractions off"
        ),
        leeway: 300,
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.int64), demanding: [.expiration], basis: .assumed)
    )
}
