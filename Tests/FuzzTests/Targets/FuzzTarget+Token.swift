import FoundationEssentials
import Gateway
import JSON
import JWT
import OpenSSL
import Policy
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
        let key = HMACSHA256(key: TestGateway.key)
        return { input in
            try checkForgery(input, key)
            let (header, claims) = input.firstLine ?? (Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8), input)
            let signed = encoded(header) + "." + encoded(claims)
            let token = signed + "." + signature(of: Array(signed.utf8), key)
            try checkForgery(Array(token.utf8), key)
            try checkHeader(Array(token.utf8), header: encoded(header), key: key)
            try checkVerdicts(token, gateway)
        }
    }

    /// By other code than the one that is looked at.
    private static func encoded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().filter { $0 != "=" }
            .replacing("+", with: "-").replacing("/", with: "_")
    }

    private static func decoded(_ text: some Sequence<UInt8>) -> [UInt8] {
        let text = Array(text).text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map(Array.init) ?? []
    }

    private static func signature(of bytes: [UInt8], _ key: HMACSHA256) -> String {
        let code = key.code(of: bytes.span)
        return encoded(code.indices.map { code[$0] })
    }

    private static func checkForgery(_ token: [UInt8], _ key: HMACSHA256) throws(Violation) {
        var verifier = TokenVerifier(key: key)
        let verdict = Self.verdict(of: token, &verifier)
        // Once from the bytes, once from memory.
        try require(verdict == Self.verdict(of: token, &verifier), "the second verdict differs")
        let plain = Result { () throws(TokenError) in try TokenVerifier.claims(of: token.span, key: key) }
        try require(verdict == plain, "with a memory \(verdict), without \(plain)")
        guard case .success = verdict else { return }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        try require(parts.count == 3, "accepted with \(parts.count) parts: \(token.text)")
        let expected = signature(of: Array(token[..<(parts[2].startIndex - 1)]), key)
        try require(parts[2].elementsEqual(expected.utf8), "accepted with another signature: \(token.text)")
        try require(encoded(decoded(parts[0])).utf8.elementsEqual(parts[0]), "accepted with another spelling")
        try require(encoded(decoded(parts[1])).utf8.elementsEqual(parts[1]), "accepted with another spelling")
        let header = try? JSONParser.parse(decoded(parts[0]))
        try require(header?["alg"] == "HS256" && header?["crit"] == nil, "accepted: \(decoded(parts[0]).text)")
    }

    /// Behind a token with the same header, it is read in another way.
    private static func checkHeader(_ token: [UInt8], header: String, key: HMACSHA256) throws(Violation) {
        var verifier = TokenVerifier(key: key)
        let signed = header + "." + encoded(Array("{}".utf8))
        _ = verdict(of: Array((signed + "." + signature(of: Array(signed.utf8), key)).utf8), &verifier)
        let verdict = verdict(of: token, &verifier)
        let plain = Result { () throws(TokenError) in try TokenVerifier.claims(of: token.span, key: key) }
        try require(verdict == plain, "behind another one \(verdict), else \(plain)")
    }

    private static func verdict(of token: [UInt8], _ verifier: inout TokenVerifier) -> Result<Claims, TokenError> {
        Result { () throws(TokenError) in try verifier.verify(token.span).claims }
    }

    private static func checkVerdicts(_ token: String, _ gateway: FuzzGateway) throws {
        let fields = [("Authorization", "Bearer \(token)")]
        guard let answer = try gateway.send("GET", TestGateway.summary, fields: fields) else { return }
        let question: JSONValue = ["token": .string(token)]
        let inspection = try gateway.control("POST", "tokens/inspect", body: question.serialized()).json
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
        if let wait = said["heals_in_ms"].flatMap({ Int($0) }) {
            try require(try status(of: token, in: wait - 1, gateway) == 401, "good a millisecond before \(wait) ms")
            // Rounded up to whole milliseconds: it may live for less.
            let end = inspection?["expiresInMs"]?.number?.integer ?? 0
            try require(try status(of: token, in: wait, gateway) == (wait < end ? 200 : 401), "bad after \(wait) ms")
        }
        if answer.status == 200, let rest = inspection?["expiresInMs"]?.number?.integer {
            try require(try status(of: token, in: rest - 1, gateway) == 200, "dead a millisecond before \(rest) ms")
            try require(try status(of: token, in: rest, gateway) == 401, "still good after \(rest) ms")
        }
    }

    /// The status that the gateway gives it after that many milliseconds.
    private static func status(of token: String, in wait: Int, _ gateway: FuzzGateway) throws -> Int {
        let clock = gateway.gateway.clock
        let now = clock.now
        defer { clock.set(now) }
        clock.set(now + .milliseconds(wait))
        return try gateway.gateway.summary(token).status
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
