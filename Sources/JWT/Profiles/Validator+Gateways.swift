extension Validator {
    static let gateways = [
        envoy, istio, espv2, luaRestyJWT, apisix, openrestyOpenIDC, openidcBearer, kong, krakend, tyk, modAuthOpenIDC,
        haproxy, awsAPIGateway,
    ]

    package static let envoy = Validator(
        "envoy",
        .init(
            .gateways,
            "Envoy, filter jwt_authn",
            basis: .run,
            versions: "1.40.0",
            leeway: .wholeSeconds,
            remark: "A leeway of 0 means 60 s"
        ),
        leeway: 60,
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .envoy
    )

    package static let istio = Validator(
        "istio",
        .init(.gateways, "Istio, which has Envoy judge", basis: .run, versions: "Envoy 1.40.0", leeway: .fixed),
        as: envoy
    )

    package static let espv2 = Validator(
        "espv2",
        .init(
            .gateways,
            "ESPv2, GCP API Gateway, with Envoy",
            basis: .read,
            versions: "commit 3dcedb6f",
            leeway: .fixed
        ),
        as: envoy
    )

    package static let luaRestyJWT = Validator(
        "lua-resty-jwt",
        .init(
            .gateways,
            "OpenResty with lua-resty-jwt, APISIX until 3.15",
            basis: .run,
            versions: "cdbattags 0.3.2, SkyLothar 0.1.9, api7 0.2.6",
            leeway: .any
        ),
        issuedAt: nil,
        notBefore: .init(),
        expiration: .init(),
        readings: .init(issuedAt: nil, notBefore: .init(), expiration: .init(), basis: .assumed)
    )

    /// It refuses a token in the very second of its `nbf`, and so right after a refresh, without any skew.
    package static let apisix = Validator(
        "apisix",
        .init(
            .gateways,
            "APISIX from 3.16, jwt-auth",
            basis: .run,
            versions: "3.18.0",
            leeway: .wholeSeconds,
            remark: "Refuses in the second of nbf"
        ),
        issuedAt: nil,
        notBefore: .seconds(.none, .past),
        expiration: .seconds(),
        readings: .init(issuedAt: nil, notBefore: .init(), expiration: .init(), basis: .read)
    )

    /// It lets lua-resty-jwt judge first, by the same slack.
    package static let openrestyOpenIDC = Validator(
        "openresty-openidc",
        .init(
            .gateways,
            "lua-resty-openidc, its ID tokens",
            basis: .run,
            versions: "1.8.0",
            leeway: .any,
            remark: "iat by whole seconds; for an API see openidc-bearer"
        ),
        leeway: 120,
        issuedAt: .seconds(),
        notBefore: .init(),
        expiration: .init(),
        readings: .init(.init(), demanding: [.issuedAt, .expiration], basis: .read)
    )

    package static let openidcBearer = Validator(
        "openidc-bearer",
        .init(.gateways, "lua-resty-openidc, bearer_jwt_verify", basis: .run, versions: "1.8.0", leeway: .any),
        leeway: 120,
        issuedAt: nil,
        notBefore: .init(),
        expiration: .init(),
        readings: .init(issuedAt: nil, notBefore: .init(), expiration: .init(), basis: .assumed)
    )

    package static let kong = Validator(
        "kong",
        .init(
            .gateways,
            "Kong, plugin jwt, exp and nbf in claims_to_verify",
            basis: .run,
            versions: "3.9.3",
            leeway: .none
        ),
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(issuedAt: nil, notBefore: .init().demanded, expiration: .init().demanded, basis: .read)
    )

    /// The guide says "before" and "after", and nothing of a clock or a leeway; it is taken literally.
    package static let awsAPIGateway = Validator(
        "aws-apigw",
        .init(
            .gateways,
            "AWS API Gateway, HTTP API",
            basis: .assumed,
            versions: "by the letter of its guide",
            leeway: .none,
            remark: "Clock and leeway are not documented"
        ),
        issuedAt: .init(bound: .past),
        notBefore: .init(bound: .past),
        expiration: .init(),
        readings: .init(.init(.calendar), demanding: [.issuedAt, .expiration], basis: .assumed)
    )

    /// It is go-jose with these settings.
    package static let krakend = Validator(
        "krakend",
        .init(
            .gateways,
            "KrakenD, on go-jose",
            basis: .read,
            versions: "go-auth0 7467fe5",
            leeway: .any,
            remark: "Never less than 1 s"
        ),
        leeway: 1,
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.int64, null: .absent), basis: .run)
    )

    package static let tyk = Validator(
        "tyk",
        .init(
            .gateways,
            "Tyk, on golang-jwt",
            basis: .read,
            versions: "commit 31e219beb",
            leeway: .wholeSeconds,
            remark: "Each claim can have another"
        ),
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.int64, zeroIsAbsent: true), basis: .assumed)
    )

    /// It forgives OIDCIDTokenIatSlack in both directions for `iat`, and nothing for `exp`.
    package static let modAuthOpenIDC = Validator(
        "mod-auth-openidc",
        .init(
            .gateways,
            "Apache mod_auth_openidc, its ID tokens",
            basis: .read,
            versions: "commit 1deff3d9",
            leeway: .wholeSeconds,
            remark: "Of access tokens it looks at exp alone"
        ),
        leeway: 600,
        issuedAt: .seconds(),
        notBefore: nil,
        expiration: .seconds(.none, .past, leeway: .always(0)),
        age: .seconds(.none, .past),
        readings: .init(
            issuedAt: .init(.finite).demanded,
            notBefore: nil,
            expiration: .init(.finite).demanded,
            basis: .read
        )
    )

    /// It compares a time only if the configuration has a rule that does.
    package static let haproxy = Validator(
        "haproxy",
        .init(
            .gateways,
            "HAProxy, jwt_verify: the signature alone",
            basis: .read,
            versions: "commit 50872daa6",
            leeway: .none
        ),
        issuedAt: nil,
        notBefore: nil,
        expiration: nil,
        readings: .init(issuedAt: nil, notBefore: nil, expiration: nil, basis: .read)
    )
}
