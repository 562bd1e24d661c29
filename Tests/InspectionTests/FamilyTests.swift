import Durations
import Inspection
import JSON
import JWT
import Testing

/// What it would take for a refused token elsewhere: the same as asking each of them, and the easiest first.
@Suite struct FamilyTests {
    static let second = NumericDate(seconds: 1_795_402_980)

    private func families(
        _ payload: String,
        at milliseconds: Int = 0,
        validator: Validator = .strict
    ) throws -> [TokenFamily] {
        guard case .object(let object) = try JSONParser.parse(Array(payload.utf8)) else { return [] }
        let (claims, now) = (Claims(object), Self.second + .milliseconds(milliseconds))
        do throws(TokenRefusal) {
            try TokenJudge.judge(claims, at: now, tolerance: .zero, by: validator)
            return []
        } catch {
            return TokenFamily.all(of: claims, error, at: now)
        }
    }

    private func family(_ families: [TokenFamily], of name: String) -> TokenFamily.Outcome? {
        families.first { $0.names.contains(name) }?.outcome
    }

    /// A token of whole seconds, whose `iat` is 143 ms ahead of the gateway's clock.
    @Test func saysWhoNeverLooks() throws {
        let families = try families(#"{"iat":1795402980,"nbf":1795402980,"exp":1795406580,"sub":"a"}"#, at: -143)
        #expect(families.first?.outcome == .neverLooks(claim: "iat"))
        for name in ["spring", "envoy", "haproxy", "microsoft"] {
            #expect(family(families, of: name) == .neverLooks(claim: "iat"))
        }
        for name in ["pyjwt", "authlib", "auth0-java-jwt", "lcobucci-jwt", "kong", "jose"] {
            #expect(family(families, of: name) == .heals(.milliseconds(143)))
        }
        // It refuses the second of nbf itself.
        #expect(family(families, of: "apisix") == .heals(.milliseconds(1143)))
        for name in ["go-jose", "krakend", "mod-auth-openidc", "okta-golang"] {
            #expect(family(families, of: name) == .forgives)
        }
        let heals = families.compactMap { if case .heals(let wait) = $0.outcome { wait } else { nil } }
        #expect(heals == heals.sorted() && heals.count >= 2)
    }

    @Test func saysWhatElseItTakes() throws {
        // PyJWT cuts the fraction off; strict does not.
        let fraction = try families(#"{"iat":1795402980.2,"exp":1795406580.2}"#)
        #expect(family(fraction, of: "pyjwt") == .takes)
        #expect(family(fraction, of: "libjwt") == .cannotUse(claim: "exp"))
        #expect(family(fraction, of: "joserfc") == .heals(.seconds(1)))
        #expect(family(fraction, of: "kong") == .demands(claim: "nbf"))
        let dead = try families(#"{"iat":1795402000,"exp":1795402980}"#)
        #expect(family(dead, of: "haproxy") == .neverLooks(claim: "exp"))
        #expect(family(dead, of: "authlib") == .takes)
        #expect(family(dead, of: "spring") == .takes && family(dead, of: "nimbus") == .forgives)
        #expect(family(dead, of: "pyjwt") == .refuses)
        #expect(dead.last?.outcome == .refuses)
        let missing = try families(#"{"exp":1795406580}"#)
        #expect(family(missing, of: "google-auth") == .demands(claim: "iat"))
        #expect(family(missing, of: "pyjwt") == .takes && family(missing, of: "spring") == .neverLooks(claim: "iat"))
        // A token that no validator accepts again.
        #expect(try families(#"{"iat":1,"exp":1795406580,"sub":7}"#).isEmpty)
        let claims = Claims(issuedAt: Self.second, expiration: Self.second + .seconds(9))
        #expect(TokenFamily.all(of: claims, TokenRefusal(.revoked), at: Self.second).isEmpty)
    }

    /// Each of them, asked itself: now, and as long after as the family says.
    @Test(
        arguments: [
            #"{"iat":1795402982.2,"exp":1795406580.2}"#, #"{"iat":1795403000,"nbf":1795402981,"exp":1795403600}"#,
            #"{"iat":1795402000,"exp":1795402979.5}"#, #"{"iat":1795403000,"exp":1795402990}"#, #"{"exp":1795406580}"#,
            #"{"iat":1795402981,"nbf":1795402982,"exp":"1795406580"}"#,
        ],
        [0, 250, 999]
    )
    func saysWhatEachSays(payload: String, phase: Int) throws {
        guard case .object(let object) = try JSONParser.parse(Array(payload.utf8)) else { return }
        let claims = Claims(object)
        let families = try families(payload, at: phase)
        let named = families.flatMap(\.names)
        #expect(Set(named).count == named.count)
        #expect(Set(named) == Set(Validator.all.filter { $0.provenance.group != .program }.map(\.name)))
        func takes(_ name: String, after wait: Duration) -> Bool {
            guard let validator = Validator.named(name) else { return false }
            let now = Self.second + .milliseconds(phase) + wait
            return (try? TokenJudge.judge(claims, at: now, tolerance: validator.leeway, by: validator)) != nil
        }
        for family in families {
            for name in family.names {
                switch family.outcome {
                case .neverLooks, .takes, .forgives: #expect(takes(name, after: .zero))
                case .heals(let wait):
                    let call = Duration.milliseconds(wait.millisecondsRoundedUp)
                    #expect(takes(name, after: call) && !takes(name, after: call - .milliseconds(1)))
                case .demands, .cannotUse, .refuses:
                    #expect(!takes(name, after: .zero) && !takes(name, after: .seconds(30)))
                }
            }
        }
    }
}
