import Gateway
import JSON
import JWT
import OpenSSL
import TestSupport

extension FuzzTarget {
    /// Nothing is accepted that the key has not signed byte by byte; and of what it has signed, gateway, journal and
    /// inspection say the same.
    ///
    /// The input is a token; or its claims, to be signed; or its header and, behind a line feed, its claims.
    static let token = FuzzTarget("jwt") {
        let gateway = FuzzGateway(
            try TestGateway {
                $0.definitions.settings.tolerance = .milliseconds(50)
                $0.journalSize = 10
            }
        )
        let key = try HMACSHA256(key: TestGateway.key)
        return { input in
            try checkForgery(input, key)
            let (header, claims) = input.firstLine ?? (Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8), input)
            let signed = Base64URL.encode(header) + "." + Base64URL.encode(claims)
            let token = signed + "." + signature(of: Array(signed.utf8), key)
            try checkForgery(Array(token.utf8), key)
            try checkVerdicts(token, gateway)
        }
    }

    private static func signature(of bytes: [UInt8], _ key: HMACSHA256) -> String {
        var code: [UInt8] = []
        if let bytes = key.code(of: bytes.span) { for index in bytes.indices { code.append(bytes[index]) } }
        return Base64URL.encode(code)
    }

    private static func checkForgery(_ token: [UInt8], _ key: HMACSHA256) throws(Violation) {
        var verifier = TokenVerifier(key: key)
        let verdict = Self.verdict(of: token, &verifier)
        // Once from the bytes, once from memory.
        try require(verdict == Self.verdict(of: token, &verifier), "the second verdict differs")
        let plain = Result { () throws(TokenError) in try TokenVerifier.claims(of: token.span, key: key) }
        try require(verdict == plain, "with a memory \(verdict), without \(plain)")
        guard case .success = verdict, let dot = token.lastIndex(of: UInt8(ascii: ".")) else { return }
        let expected = signature(of: Array(token[..<dot]), key)
        try require(token[(dot + 1)...].elementsEqual(expected.utf8), "accepted: \(token.text)")
    }

    private static func verdict(of token: [UInt8], _ verifier: inout TokenVerifier) -> Result<Claims, TokenError> {
        Result { () throws(TokenError) in try verifier.verify(token.span).claims }
    }

    private static func checkVerdicts(_ token: String, _ gateway: FuzzGateway) throws {
        let fields = [("Authorization", "Bearer \(token)")]
        guard let answer = try gateway.send("GET", TestGateway.summary, fields: fields) else { return }
        let question: JSONValue = ["token": .string(token)]
        let inspection = try gateway.control("POST", "tokens/inspect", question.serialized()).json
        let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
        let said = answer["X-Mock-Gateway-Reason"].map(members) ?? [:]
        try require([200, 401].contains(answer.status), "the gateway answers \(answer.status)")
        let verdict = answer.status == 200 ? "accepted" : "refused"
        for source in [inspection, entry] {
            try require(source?["verdict"]?.string == verdict, "\(verdict), but \(source?.text ?? "nothing")")
            try require(source?["reason"]?.string == said["reason"], "\(said), but \(source?.text ?? "nothing")")
            for (key, name) in [("aheadMs", "ahead_ms"), ("agoMs", "ago_ms"), ("healsInMs", "heals_in_ms")] {
                let value = source?[key]?.number?.text
                try require(value == said[name], "\(name) is \(said[name] ?? "none"), but \(value ?? "none")")
            }
        }
        try checkHealing(token, said["heals_in_ms"].flatMap { Int($0) }, gateway)
    }

    /// `heals_in_ms` later, and no millisecond before, the token is accepted.
    private static func checkHealing(_ token: String, _ wait: Int?, _ gateway: FuzzGateway) throws {
        // Beyond ten years its client may be told another clock.
        guard let wait, wait < 300_000_000_000 else { return }
        let clock = gateway.gateway.clock
        let now = clock.now
        defer { clock.set(now) }
        clock.set(now + .milliseconds(wait - 1))
        try require(try gateway.gateway.summary(token).status == 401, "good a millisecond before \(wait) ms")
        clock.set(now + .milliseconds(wait))
        let answer = try gateway.gateway.summary(token)
        // Heals are rounded up to whole milliseconds: a token may live for less.
        let reason = answer["X-Mock-Gateway-Reason"] ?? ""
        try require(answer.status == 200 || reason.hasPrefix("expired"), "refused after \(wait) ms: \(reason)")
    }

    /// `iat_in_future; ahead_ms=200` by name.
    private static func members(_ reason: String) -> [String: String] {
        var members: [String: String] = [:]
        for (index, part) in reason.split(separator: "; ").enumerated() {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            members[index == 0 ? "reason" : sides[0]] = index == 0 ? String(part) : sides.last
        }
        return members
    }
}
