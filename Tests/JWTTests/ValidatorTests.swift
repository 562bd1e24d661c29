import JWT
import TestSupport
import Testing

/// Every profile at its bounds, which are written out here and not worked out.
@Suite struct ValidatorTests {
    /// The last `iat` and `nbf` and the first `exp` that are good, in milliseconds from the start of the second.
    struct Bounds: Sendable {
        /// Nil: any is good.
        let issuedAt: Int?
        let notBefore: Int?
        let expiration: Int?

        init(iat issuedAt: Int?, nbf notBefore: Int?, exp expiration: Int?) {
            self.issuedAt = issuedAt
            self.notBefore = notBefore
            self.expiration = expiration
        }
    }

    /// By a clock 250 ms into a second, and by one at its start.
    static let table: [(name: String, inside: Bounds, atStart: Bounds)] = [
        ("strict", .init(iat: 250, nbf: 250, exp: 251), .init(iat: 0, nbf: 0, exp: 1)),
        ("whole-second", .init(iat: 0, nbf: 0, exp: 1), .init(iat: 0, nbf: 0, exp: 1)),
        ("pyjwt", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 1000)),
        ("pyjwt-2.5", .init(iat: nil, nbf: 999, exp: 0), .init(iat: nil, nbf: 999, exp: 0)),
        ("pyjwt-2.6", .init(iat: 0, nbf: 999, exp: 1000), .init(iat: 0, nbf: 999, exp: 1000)),
        ("authlib", .init(iat: 0, nbf: 0, exp: 0), .init(iat: 0, nbf: 0, exp: 0)),
        ("joserfc", .init(iat: 0, nbf: 0, exp: 1), .init(iat: 0, nbf: 0, exp: 1)),
        ("python-jose", .init(iat: nil, nbf: 999, exp: 0), .init(iat: nil, nbf: 999, exp: 0)),
        ("jwcrypto", .init(iat: nil, nbf: 250, exp: 250), .init(iat: nil, nbf: 0, exp: 0)),
        ("cryptojwt", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 1000)),
        ("google-auth", .init(iat: 0, nbf: nil, exp: 0), .init(iat: 0, nbf: nil, exp: 0)),
        ("simplejwt", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 1000)),
        ("node-jsonwebtoken", .init(iat: nil, nbf: 0, exp: 1), .init(iat: nil, nbf: 0, exp: 1)),
        ("jose", .init(iat: nil, nbf: 0, exp: 1), .init(iat: nil, nbf: 0, exp: 1)),
        ("jose-max-age", .init(iat: 0, nbf: 0, exp: 1), .init(iat: 0, nbf: 0, exp: 1)),
        ("auth0-express", .init(iat: nil, nbf: 0, exp: 1), .init(iat: nil, nbf: 0, exp: 1)),
        ("auth0-express-max-age", .init(iat: -1, nbf: 0, exp: 1), .init(iat: -1, nbf: 0, exp: 1)),
        ("aws-jwt-verify", .init(iat: nil, nbf: 250, exp: 250), .init(iat: nil, nbf: 0, exp: 0)),
        ("njwt", .init(iat: nil, nbf: 249, exp: 250), .init(iat: nil, nbf: -1, exp: 0)),
        ("google-auth-nodejs", .init(iat: 250, nbf: nil, exp: 250), .init(iat: 0, nbf: nil, exp: 0)),
        ("auth0-java-jwt", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 1000)),
        ("java-jwt-4.2", .init(iat: 999, nbf: 999, exp: 0), .init(iat: 999, nbf: 999, exp: 0)),
        ("jjwt", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 0)),
        ("nimbus", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: -1, exp: 1000)),
        ("jose4j", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 1000)),
        ("spring", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 0)),
        ("vertx", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 1000)),
        ("quarkus", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 1000)),
        ("microsoft", .init(iat: nil, nbf: 500, exp: 501), .init(iat: nil, nbf: 500, exp: -500)),
        ("microsoft-6", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 0)),
        ("go-jose", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 0)),
        ("golang-jwt", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 1000)),
        ("golang-jwt-iat", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 1000)),
        ("golang-jwt-3", .init(iat: 999, nbf: 999, exp: 0), .init(iat: 999, nbf: 999, exp: 0)),
        ("jwx", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 1000)),
        ("go-oidc", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 0)),
        ("okta-golang", .init(iat: 0, nbf: nil, exp: 0), .init(iat: 0, nbf: nil, exp: 0)),
        ("rust-jsonwebtoken", .init(iat: nil, nbf: nil, exp: -500), .init(iat: nil, nbf: nil, exp: -500)),
        ("php-jwt", .init(iat: 999, nbf: 999, exp: 1), .init(iat: 999, nbf: 999, exp: 1)),
        ("php-jwt-5", .init(iat: 0, nbf: 0, exp: 1), .init(iat: 0, nbf: 0, exp: 1)),
        ("lcobucci-jwt", .init(iat: 250, nbf: 250, exp: 251), .init(iat: 0, nbf: 0, exp: 1)),
        ("ruby-jwt", .init(iat: nil, nbf: 999, exp: 1000), .init(iat: nil, nbf: 999, exp: 1000)),
        ("ruby-jwt-iat", .init(iat: 250, nbf: 999, exp: 1000), .init(iat: 0, nbf: 999, exp: 1000)),
        ("crypt-jwt", .init(iat: nil, nbf: 0, exp: 1), .init(iat: nil, nbf: 0, exp: 1)),
        ("jwt-kit", .init(iat: nil, nbf: 250, exp: 251), .init(iat: nil, nbf: 0, exp: 1)),
        ("libjwt", .init(iat: nil, nbf: 0, exp: 1), .init(iat: nil, nbf: 0, exp: 1)),
        ("envoy", .init(iat: nil, nbf: 999, exp: 0), .init(iat: nil, nbf: 999, exp: 0)),
        ("istio", .init(iat: nil, nbf: 999, exp: 0), .init(iat: nil, nbf: 999, exp: 0)),
        ("espv2", .init(iat: nil, nbf: 999, exp: 0), .init(iat: nil, nbf: 999, exp: 0)),
        ("lua-resty-jwt", .init(iat: nil, nbf: 250, exp: 251), .init(iat: nil, nbf: 0, exp: 1)),
        ("apisix", .init(iat: nil, nbf: -1, exp: 1), .init(iat: nil, nbf: -1, exp: 1)),
        ("openresty-openidc", .init(iat: 0, nbf: 250, exp: 251), .init(iat: 0, nbf: 0, exp: 1)),
        ("openidc-bearer", .init(iat: nil, nbf: 250, exp: 251), .init(iat: nil, nbf: 0, exp: 1)),
        ("kong", .init(iat: nil, nbf: 0, exp: 1), .init(iat: nil, nbf: 0, exp: 1)),
        ("krakend", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 0)),
        ("tyk", .init(iat: 999, nbf: 999, exp: 1000), .init(iat: 999, nbf: 999, exp: 1000)),
        ("mod-auth-openidc", .init(iat: 0, nbf: nil, exp: 0), .init(iat: 0, nbf: nil, exp: 0)),
        ("haproxy", .init(iat: nil, nbf: nil, exp: nil), .init(iat: nil, nbf: nil, exp: nil)),
        ("aws-apigw", .init(iat: 249, nbf: 249, exp: 251), .init(iat: -1, nbf: -1, exp: 1)),
    ]

    static let leeways = [
        "strict": 0, "jwcrypto": 60, "auth0-express": 5, "auth0-express-max-age": 5, "nimbus": 60, "spring": 60,
        "microsoft": 300, "microsoft-6": 300, "envoy": 60, "istio": 60, "openresty-openidc": 120,
        "openidc-bearer": 120, "go-jose": 60, "rust-jsonwebtoken": 60, "cryptojwt": 15, "google-auth-nodejs": 300,
        "quarkus": 60, "okta-golang": 120, "espv2": 60, "krakend": 1, "mod-auth-openidc": 600,
    ]

    static let demands = [
        "strict": ["iat", "exp"], "whole-second": ["iat", "exp"], "jose-max-age": ["iat"], "auth0-express": ["exp"],
        "auth0-express-max-age": ["iat", "exp"], "microsoft": ["exp"], "microsoft-6": ["exp"],
        "openresty-openidc": ["iat", "exp"], "kong": ["nbf", "exp"], "aws-apigw": ["iat", "exp"],
        "rust-jsonwebtoken": ["exp"], "google-auth": ["iat", "exp"], "simplejwt": ["exp"],
        "google-auth-nodejs": ["iat", "exp"], "quarkus": ["iat", "exp"], "go-oidc": ["exp"],
        "okta-golang": ["iat", "exp"], "mod-auth-openidc": ["iat", "exp"],
    ]
    /// In seconds, whatever the tolerance.
    static let own = ["ruby-jwt-iat": ["iat": 0], "go-oidc": ["nbf": 300], "mod-auth-openidc": ["exp": 0]]
    /// What nobody has looked up of them: what they demand, and which numbers and strings they take.
    static let assumed: Set = [
        "java-jwt-4.2", "jose4j", "spring", "vertx", "microsoft", "microsoft-6", "lua-resty-jwt", "openidc-bearer",
        "aws-apigw", "golang-jwt-3", "php-jwt", "php-jwt-5", "njwt", "quarkus", "jwt-kit", "tyk",
    ]

    static let second = NumericDate(seconds: 1_795_402_980)
    static let farPast = second - .seconds(1_000_000)
    static let farFuture = second + .seconds(1_000_000)

    private func reason(
        _ validator: Validator,
        _ claims: Claims,
        at now: NumericDate,
        tolerance: Duration
    ) -> String? {
        error(validator, claims, at: now, tolerance: tolerance)?.reason
    }

    private func error(
        _ validator: Validator,
        _ claims: Claims,
        at now: NumericDate,
        tolerance: Duration
    ) -> TokenError? {
        do throws(TokenRefusal) {
            try TokenJudge.judge(claims, at: now, tolerance: tolerance, by: validator)
            return nil
        } catch {
            return error.error
        }
    }

    @Test func theTableNamesThemAll() {
        #expect(Self.table.map(\.name) == Validator.all.map(\.name))
        #expect(Set(Validator.all.map(\.name)).count == Validator.all.count)
        for validator in Validator.all {
            #expect(Validator.named(validator.name) == validator)
            #expect(validator.leeway == .seconds(Self.leeways[validator.name] ?? 0))
            #expect(validator.readings.demanded == Self.demands[validator.name] ?? [])
            #expect((validator.readings.basis == .assumed) == Self.assumed.contains(validator.name))
        }
        #expect(Validator.named("Strict") == nil)
    }

    /// Every note says of which library it is, whether that was run or read and in which versions, and what it needs.
    @Test(arguments: Validator.all.map(\.name))
    func notes(name: String) throws {
        let validator = try #require(Validator.named(name))
        let (note, provenance) = (validator.note, validator.provenance)
        #expect(note.hasPrefix(provenance.subject + ". ") && note.hasSuffix(".") && !note.contains(".."))
        let own = (Self.own[name] ?? [:]).map { "; for \($0.key) always \($0.value) s" }.joined()
        #expect(note.contains(" Leeway: \(provenance.leeways.rawValue)\(own). Needs "))
        let needs = Self.demands[name] ?? []
        #expect(note.contains(" Needs \(needs.isEmpty ? "nothing" : needs.joined(separator: " and "))."))
        #expect((provenance.basis == .rule) == (provenance.group == .program))
        guard provenance.basis != .rule else { return }
        let versions = try #require(provenance.versions)
        #expect(note.contains(versions) && versions.contains { $0.isNumber || provenance.basis == .assumed })
        #expect(note.contains(" Run: ") == (provenance.basis == .run))
        // If the library has no leeway, the profile has none either, as long as no tolerance is set.
        if provenance.leeways == .none { #expect(validator.leeway == .zero) }
    }

    /// Half a second goes to the even one, as `Convert.ToInt64` takes it: 980.5 is 980, and 981.5 is 982.
    @Test func roundsHalfToEven() {
        for (milliseconds, rounded) in [
            (-1500, -2), (-501, -1), (-500, 0), (-499, 0), (0, 0), (499, 0), (500, 0), (501, 1), (1499, 1), (1500, 2),
            (1501, 2), (2500, 2), (2501, 3),
        ] {
            let instant = Self.second + .milliseconds(milliseconds)
            let claims = Claims(issuedAt: nil, notBefore: instant, expiration: instant)
            let life = TokenJudge.life(of: claims, tolerance: .zero, by: .microsoft)
            #expect(life?.start == Self.second + .seconds(rounded))
            // A token lives at the very instant of its `exp`.
            #expect(life?.end == Self.second + .seconds(rounded) + Duration(attoseconds: 1))
        }
        // An attosecond is enough.
        let above = Self.second + .milliseconds(500) + Duration(attoseconds: 1)
        let claims = Claims(issuedAt: nil, notBefore: above, expiration: Self.farFuture)
        #expect(TokenJudge.life(of: claims, tolerance: .zero, by: .microsoft)?.start == Self.second + .seconds(1))
    }

    // Even ones: half to even tells an odd one from them.
    @Test(arguments: table.map(\.name), [0, 2, 60])
    func bounds(name: String, leeway: Int) throws {
        let validator = try #require(Validator.named(name))
        let row = try #require(Self.table.first { $0.name == name })
        let tolerance = Duration.seconds(leeway)
        for (phase, bounds) in [(250, row.inside), (0, row.atStart)] {
            let now = Self.second + .milliseconds(phase)
            func forgiven(_ claim: String) -> Int { (Self.own[name]?[claim] ?? leeway) * 1000 }
            // libjwt has no integer of a number with a fraction.
            func refused(_ reason: String, _ milliseconds: Int) -> String {
                name == "libjwt" && milliseconds % 1000 != 0 ? "claim_invalid" : reason
            }
            func good(_ milliseconds: Int) -> String? {
                name == "libjwt" && milliseconds % 1000 != 0 ? "claim_invalid" : nil
            }
            let past = validator.age == nil ? Self.farPast : Self.second
            func judge(iat: Int? = nil, nbf: Int? = nil, exp: Int? = nil) -> String? {
                let claims = Claims(
                    issuedAt: iat.map { Self.second + .milliseconds($0) } ?? past,
                    notBefore: nbf.map { Self.second + .milliseconds($0) } ?? (name == "kong" ? Self.farPast : nil),
                    expiration: exp.map { Self.second + .milliseconds($0) } ?? Self.farFuture
                )
                return reason(validator, claims, at: now, tolerance: tolerance)
            }
            if let bound = bounds.issuedAt {
                let last = bound + forgiven("iat")
                if validator.age == nil { #expect(judge(iat: last - 1) == nil) }
                #expect(judge(iat: last) == nil)
                #expect(judge(iat: last + 1) == "iat_in_future")
            } else {
                #expect(judge(iat: 900_000_000) == nil)
            }
            if let bound = bounds.notBefore {
                let last = bound + forgiven("nbf")
                #expect(judge(nbf: last - 1) == good(last - 1))
                #expect(judge(nbf: last) == good(last))
                #expect(judge(nbf: last + 1) == refused("nbf_in_future", last + 1))
            } else {
                #expect(judge(nbf: 900_000_000) == nil)
            }
            guard let bound = bounds.expiration else {
                #expect(judge(exp: -900_000_000) == nil)
                continue
            }
            let first = bound - forgiven("exp")
            #expect(judge(exp: first + 1) == good(first + 1))
            #expect(judge(exp: first) == good(first))
            #expect(judge(exp: first - 1) == refused("expired", first - 1))
            // By a clock of whole seconds, a whole one tells what a fraction cannot.
            #expect(judge(exp: (first - 1).roundedDownToSeconds) == "expired")
        }
    }

    /// At `heals` a token passes, 1 ms before it does not; at its end it is dead, and at no instant before.
    @Test(arguments: Repetitions.some(of: Validator.all.filter { $0.twin == nil }.map(\.name)))
    func healsToTheMillisecond(name: String) throws {
        let validator = try #require(Validator.named(name))
        let ownLeeway = Duration.seconds(Self.own[name]?["nbf"] ?? 0)
        let ahead = [-1001, -1000, -999, -1, 0, 1, 200, 499, 500, 501, 999, 1000, 1001, 2345]
        var refusals = 0
        for tolerance in [Duration.zero, .milliseconds(1), .milliseconds(300), .seconds(1)] {
            for phase in [0, 1, 195, 250, 500, 501, 805, 999] {
                // This is also between two milliseconds, where a live clock may stand.
                for nanoseconds in [0, 400_000] {
                    let now = Self.second + .milliseconds(phase) + .nanoseconds(nanoseconds)
                    for (iat, nbf) in ahead.flatMap({ iat in (ahead + [nil]).map { (iat, $0) } }) {
                        let claims = Claims(
                            issuedAt: Self.second + .milliseconds(iat),
                            notBefore: nbf.map { Self.second + .milliseconds($0) + ownLeeway },
                            expiration: Self.second + .seconds(3600)
                        )
                        guard let heals = error(validator, claims, at: now, tolerance: tolerance)?.healsMilliseconds
                        else {
                            continue
                        }
                        refusals += 1
                        let healed = now + .milliseconds(heals)
                        #expect(heals > 0)
                        #expect(reason(validator, claims, at: healed, tolerance: tolerance) == nil)
                        #expect(reason(validator, claims, at: healed - .milliseconds(1), tolerance: tolerance) != nil)
                    }
                }
            }
            for exp in ahead where validator.expiration != nil && validator.age == nil {
                guard exp % 1000 == 0 || name != "libjwt" else { continue }
                let claims = Claims(
                    issuedAt: Self.farPast,
                    notBefore: Self.farPast,
                    expiration: Self.second + .milliseconds(exp)
                )
                let life = TokenJudge.life(of: claims, tolerance: tolerance, by: validator)
                let end = try #require(life?.end)
                #expect(reason(validator, claims, at: end, tolerance: tolerance) == "expired")
                #expect(reason(validator, claims, at: end - .nanoseconds(1), tolerance: tolerance) == nil)
            }
        }
        #expect(refusals > 0 || validator.issuedAt == nil && validator.notBefore == nil)
    }

    /// The milliseconds are those of the clock that refuses: 10.4 is 400 ms ahead if 10.6 reads as 10.
    @Test func countsByItsOwnClock() {
        let now = Self.second + .milliseconds(600)
        let claims = Claims(issuedAt: Self.second + .milliseconds(400), expiration: Self.farFuture)
        #expect(
            error(.wholeSecond, claims, at: now, tolerance: .zero)
                == .issuedInFuture(ahead: .milliseconds(400), heals: .milliseconds(400))
        )
        // PyJWT cuts `exp`, and so sees a token dead before its time.
        let dying = Claims(issuedAt: Self.farPast, expiration: Self.second + .milliseconds(700))
        #expect(error(.pyjwt, dying, at: now, tolerance: .zero) == .expired(ago: .milliseconds(600)))
    }

    /// Of those that say the same of every token, the list names the first.
    @Test func knowsTwins() {
        #expect(Validator.istio.twin == .envoy && Validator.espv2.twin == .envoy && Validator.envoy.twin == nil)
        #expect(Validator.pythonJose.twin == .pyjwt25)
        // The same bounds, but an exp must be there; the same readings, but another leeway.
        #expect(Validator.simplejwt.twin == nil && Validator.krakend.twin == nil)
        #expect(Validator.all.allSatisfy { $0.twin?.twin == nil })
    }

    /// Apache's mod_auth_openidc takes an `iat` of the last and of the next ten minutes, and no other.
    @Test func knowsAWindow() {
        let validator = Validator.modAuthOpenIDC
        for (tolerance, phase) in [(600, 0), (600, 250), (1, 999), (0, 0)] {
            let (now, margin) = (Self.second + .milliseconds(phase), tolerance * 1000)
            func judge(_ milliseconds: Int, exp: NumericDate = Self.farFuture) -> TokenError? {
                let claims = Claims(issuedAt: Self.second + .milliseconds(milliseconds), expiration: exp)
                return error(validator, claims, at: now, tolerance: .seconds(tolerance))
            }
            #expect(judge(margin) == nil)
            #expect(judge(margin + 1)?.reason == "iat_in_future")
            #expect(judge(-margin) == nil)
            #expect(judge(-margin - 1) == .tooOld(ago: .milliseconds(margin + 1)))
            #expect(judge(-margin - 1)?.reason == "iat_too_old")
            #expect(judge(-margin - 1, exp: Self.second - .milliseconds(1))?.reason == "expired")
            // A token dies with its window.
            let claims = Claims(issuedAt: Self.second, expiration: Self.farFuture)
            let end = TokenJudge.life(of: claims, tolerance: .seconds(tolerance), by: validator)?.end
            #expect(end == Self.second + .seconds(tolerance + 1))
        }
    }

    /// What is told as forgiven is what the claim in question is forgiven.
    @Test func tellsTheLeewayOfTheClaim() {
        let tolerance = Duration.seconds(7)
        let early = TokenError.notYetValid(ahead: .zero, heals: nil)
        #expect(Validator.goOIDC.tolerance(tolerance, for: early) == .seconds(300))
        #expect(Validator.goOIDC.tolerance(tolerance, for: .expired(ago: .zero)) == tolerance)
        #expect(Validator.modAuthOpenIDC.tolerance(tolerance, for: .expired(ago: .zero)) == .zero)
        #expect(Validator.modAuthOpenIDC.tolerance(tolerance, for: .tooOld(ago: .zero)) == tolerance)
        let ahead = TokenError.issuedInFuture(ahead: .zero, heals: nil)
        #expect(Validator.rubyJWTIssuedAt.tolerance(tolerance, for: ahead) == .zero)
        #expect(Validator.strict.tolerance(tolerance, for: ahead) == tolerance)
        #expect(Validator.haproxy.tolerance(tolerance, for: .signature) == tolerance)
    }

    /// firebase/php-jwt looks at `iat` only if there is no `nbf`.
    @Test func sparesIssuedAt() {
        let ahead = Self.second + .seconds(10)
        let issued = Claims(issuedAt: ahead, expiration: Self.farFuture)
        let valid = Claims(issuedAt: ahead, notBefore: Self.second, expiration: Self.farFuture)
        #expect(reason(.phpJWT, issued, at: Self.second, tolerance: .zero) == "iat_in_future")
        #expect(reason(.phpJWT, valid, at: Self.second, tolerance: .zero) == nil)
        #expect(reason(.strict, valid, at: Self.second, tolerance: .zero) == "iat_in_future")
    }

    /// Below a second, a tolerance does nothing by a clock of whole seconds: 300 ms heal nothing.
    @Test func wholeSecondsSwallowATolerance() {
        let claims = Claims(issuedAt: Self.second + .seconds(1), expiration: Self.farFuture)
        let now = Self.second + .milliseconds(800)
        #expect(error(.wholeSecond, claims, at: now, tolerance: .zero)?.healsMilliseconds == 200)
        #expect(error(.wholeSecond, claims, at: now, tolerance: .milliseconds(500))?.healsMilliseconds == 200)
        #expect(error(.strict, claims, at: now, tolerance: .milliseconds(500)) == nil)
        #expect(error(.wholeSecond, claims, at: now, tolerance: .seconds(1)) == nil)
    }
}

extension Int {
    fileprivate var roundedDownToSeconds: Int { self - ((self % 1000 + 1000) % 1000) }
}
