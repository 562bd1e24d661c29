extension Validator {
    /// All that have a name, in the order in which they are listed.
    package static let all: [Validator] = [
        .strict, .wholeSecond,
        .pyjwt, .pyjwt25, .pyjwt26, .authlib, .joserfc, .pythonJose, .jwcrypto,
        .nodeJsonwebtoken, .jose, .joseMaxAge, .auth0Express, .auth0ExpressMaxAge,
        .auth0JavaJWT, .jjwt, .nimbus, .jose4j, .spring, .vertx, .microsoft,
        .envoy, .istio, .luaRestyJWT, .openrestyOpenIDC, .kong, .awsAPIGateway,
        .goJose, .golangJWT, .golangJWTIssuedAt, .rustJsonwebtoken,
        .phpJWT, .lcobucciJWT, .rubyJWT, .rubyJWTIssuedAt,
    ]

    package static func named(_ name: String) -> Validator? { all.first { $0.name == name } }

    /// `iat` and `nbf` up to now + tolerance, `exp` from just above now − tolerance, to the millisecond and below.
    ///
    /// RFC 7519 §4.1.5: "after or equal"; §4.1.4: "on or after".
    package static let strict = Validator(
        "strict",
        issuedAt: .init(),
        notBefore: .init(),
        expiration: .init(),
        readings: .strict,
        note: "the default, to the millisecond"
    )

    package static let wholeSecond = Validator(
        "whole-second",
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .strict,
        note: "strict by a clock of whole seconds"
    )

    // Read in the libraries' sources, and those in Python run against this model, unless a note says otherwise.

    package static let pyjwt = Validator(
        "pyjwt",
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .python(),
        note: "PyJWT from 2.7"
    )

    package static let pyjwt25 = Validator(
        "pyjwt-2.5",
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .python(),
        note: "PyJWT 1.5 to 2.5, bounds read in 2.5"
    )

    package static let pyjwt26 = Validator(
        "pyjwt-2.6",
        issuedAt: .seconds(),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .python(issuedAt: .init(takesBooleans: true)),
        note: "PyJWT 2.6: iat keeps its fraction"
    )

    package static let authlib = Validator(
        "authlib",
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(.none, .past),
        readings: .init(.init(.any), basis: .run),
        note: "Authlib 1"
    )

    package static let joserfc = Validator(
        "joserfc",
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.finite), basis: .run),
        note: "joserfc 1"
    )

    package static let pythonJose = Validator(
        "python-jose",
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .python(),
        note: "python-jose 3"
    )

    package static let jwcrypto = Validator(
        "jwcrypto",
        leeway: 60,
        issuedAt: nil,
        notBefore: .init(),
        expiration: .init(bound: .past),
        readings: .init(
            issuedAt: .init(text: .integer, null: .absent, takesBooleans: true),
            notBefore: .init(takesBooleans: true),
            expiration: .init(takesBooleans: true),
            basis: .run
        ),
        note: "jwcrypto 1"
    )

    package static let nodeJsonwebtoken = Validator(
        "node-jsonwebtoken",
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(issuedAt: nil, notBefore: .init(.any), expiration: .init(.any), basis: .read),
        note: "npm jsonwebtoken"
    )

    package static let jose = Validator(
        "jose",
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), basis: .read),
        note: "npm jose (panva)"
    )

    package static let joseMaxAge = Validator(
        "jose-max-age",
        issuedAt: .seconds(),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), demanding: [.issuedAt], basis: .read),
        note: "with maxTokenAge; the age is not judged"
    )

    /// It lets jose judge first, by the same tolerance.
    package static let auth0Express = Validator(
        "auth0-express",
        leeway: 5,
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), demanding: [.expiration], basis: .read),
        note: "express-oauth2-jwt-bearer"
    )

    package static let auth0ExpressMaxAge = Validator(
        "auth0-express-max-age",
        leeway: 5,
        issuedAt: .seconds(.none, .past),
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(.init(.any), demanding: [.issuedAt, .expiration], basis: .read),
        note: "with maxTokenAge; the age is not judged"
    )

    package static let auth0JavaJWT = Validator(
        "auth0-java-jwt",
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .init(.init(.instant, null: .absent), basis: .read),
        note: "com.auth0:java-jwt 4"
    )

    package static let jjwt = Validator(
        "jjwt",
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.milliseconds, text: .long, null: .absent), basis: .read),
        note: "io.jsonwebtoken:jjwt"
    )

    package static let nimbus = Validator(
        "nimbus",
        leeway: 60,
        issuedAt: nil,
        notBefore: .init(rounding: .down, bound: .past),
        expiration: .init(rounding: .down),
        readings: .init(.init(.milliseconds), basis: .read),
        note: "DefaultJWTClaimsVerifier"
    )

    package static let jose4j = Validator(
        "jose4j",
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.int64), basis: .assumed),
        note: "without setIssuedAtRestrictions"
    )

    package static let spring = Validator(
        "spring",
        leeway: 60,
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.milliseconds), basis: .assumed),
        note: "JwtTimestampValidator; floor is assumed"
    )

    package static let vertx = Validator(
        "vertx",
        issuedAt: .seconds(.down),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(.init(.int64), basis: .assumed),
        note: "Vert.x auth"
    )

    package static let microsoft = Validator(
        "microsoft",
        leeway: 300,
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.int64), demanding: [.expiration], basis: .assumed),
        note: "Microsoft.IdentityModel.Tokens"
    )

    package static let envoy = Validator(
        "envoy",
        leeway: 60,
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .envoy,
        note: "filter jwt_authn"
    )

    package static let istio = Validator(
        "istio",
        leeway: 60,
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down, .past),
        readings: .envoy,
        note: "has Envoy judge"
    )

    package static let luaRestyJWT = Validator(
        "lua-resty-jwt",
        issuedAt: nil,
        notBefore: .init(),
        expiration: .init(),
        readings: .init(issuedAt: nil, notBefore: .init(), expiration: .init(), basis: .assumed),
        note: "OpenResty, APISIX"
    )

    /// It lets lua-resty-jwt judge first, by the same slack.
    package static let openrestyOpenIDC = Validator(
        "openresty-openidc",
        leeway: 120,
        issuedAt: .seconds(),
        notBefore: .init(),
        expiration: .init(),
        readings: .init(.init(), demanding: [.issuedAt, .expiration], basis: .read),
        note: "its ID tokens; iat by whole seconds"
    )

    package static let kong = Validator(
        "kong",
        issuedAt: nil,
        notBefore: .seconds(),
        expiration: .seconds(),
        readings: .init(issuedAt: nil, notBefore: .init().demanded, expiration: .init().demanded, basis: .read),
        note: "exp, nbf in claims_to_verify; has no leeway"
    )

    /// The guide says "before" and "after" and nothing of a clock or a leeway; all is taken by the letter.
    package static let awsAPIGateway = Validator(
        "aws-apigw",
        issuedAt: .init(bound: .past),
        notBefore: .init(bound: .past),
        expiration: .init(),
        readings: .init(.init(.calendar), demanding: [.issuedAt, .expiration], basis: .assumed),
        note: "HTTP API; clock, leeway not documented"
    )

    package static let goJose = Validator(
        "go-jose",
        leeway: 60,
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down, bound: .past),
        readings: .init(.init(.int64, null: .absent), basis: .read),
        note: "go-jose, step-ca"
    )

    package static let golangJWT = Validator(
        "golang-jwt",
        issuedAt: nil,
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .init(
            issuedAt: nil,
            notBefore: .init(.int64, zeroIsAbsent: true),
            expiration: .init(.int64, zeroIsAbsent: true),
            basis: .read
        ),
        note: "golang-jwt 5"
    )

    package static let golangJWTIssuedAt = Validator(
        "golang-jwt-iat",
        issuedAt: .init(rounding: .down),
        notBefore: .init(rounding: .down),
        expiration: .init(rounding: .down),
        readings: .init(.init(.int64, zeroIsAbsent: true), basis: .read),
        note: "WithIssuedAt; assumed for 4 as well"
    )

    package static let rustJsonwebtoken = Validator(
        "rust-jsonwebtoken",
        leeway: 60,
        issuedAt: nil,
        notBefore: nil,
        expiration: .seconds(.nearest, .past),
        readings: .init(issuedAt: nil, notBefore: nil, expiration: .init(.uint64).demanded, basis: .read),
        note: "validate_nbf is off"
    )

    package static let phpJWT = Validator(
        "php-jwt",
        issuedAt: .seconds(.down),
        prefersNotBefore: true,
        notBefore: .seconds(.down),
        expiration: .seconds(),
        readings: .init(.init(.any, text: .decimal, null: .absent), basis: .assumed),
        note: "firebase/php-jwt; iat only without nbf"
    )

    package static let lcobucciJWT = Validator(
        "lcobucci-jwt",
        issuedAt: .init(),
        notBefore: .init(),
        expiration: .init(),
        readings: .init(.init(.finite, text: .decimal), basis: .read),
        note: "LooseValidAt"
    )

    package static let rubyJWT = Validator(
        "ruby-jwt",
        issuedAt: nil,
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(
            issuedAt: nil,
            notBefore: .init(text: .prefix, null: .zero),
            expiration: .init(text: .prefix, null: .zero),
            basis: .read
        ),
        note: "ruby-jwt 2"
    )

    package static let rubyJWTIssuedAt = Validator(
        "ruby-jwt-iat",
        issuedAt: .init(isForgiving: false),
        notBefore: .seconds(.down),
        expiration: .seconds(.down),
        readings: .init(
            issuedAt: .init(.any),
            notBefore: .init(text: .prefix, null: .zero),
            expiration: .init(text: .prefix, null: .zero),
            basis: .read
        ),
        note: "verify_iat: by the ms, and never a leeway"
    )
}

extension Validator.Check {
    fileprivate static func seconds(_ rounding: Rounding = .none, _ bound: Bound = .at) -> Self {
        Self(clock: .wholeSeconds, rounding: rounding, bound: bound)
    }
}
