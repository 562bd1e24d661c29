internal import Durations
internal import HTTPMessages
package import JSON
package import JWT

extension TokenRefusal {
    /// Why the token is refused, in a sentence for a person.
    ///
    /// - Parameters:
    ///   - validator: the validator that judged; nil for the default one, which is not mentioned.
    ///   - node: the machine whose clock has judged it, if there are several.
    package func explanation(tolerance: Duration, by validator: Validator?, node: GatewayNode? = nil) -> String {
        var sentence = error.sentence(tolerance, validator)
        if error.aheadMilliseconds != nil { sentence += "; " + prospect }
        if let hint { sentence += "; " + hint.explanation }
        guard let node, error.aheadMilliseconds ?? error.agoMilliseconds != nil else { return sentence }
        let offset = node.offset.millisecondsRoundedDown
        let clock =
            offset == 0
            ? "is the gateway's" : "is \(offset.magnitude) ms \(offset < 0 ? "behind" : "ahead of") the gateway's"
        return sentence + "; this is node \(node.number), whose clock \(clock)"
    }

    /// What becomes of a token that comes too early.
    private var prospect: String {
        if let heals = error.healsMilliseconds { return "it would be accepted in \(heals) ms" }
        return isRevoked
            ? "it will never be accepted: it has been revoked"
            : "it will never be accepted: it is dead before it would be"
    }

    /// The value of `X-Mock-Gateway-Reason`: `iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200`.
    package func appendReason(toleranceMilliseconds: Int, to output: inout [UInt8]) {
        output.append(contentsOf: error.reason.utf8)
        if let claim = error.claim {
            output.append("; claim=")
            output.append(contentsOf: TokenError.printable(claim).utf8)
        }
        let (ahead, ago) = (error.aheadMilliseconds, error.agoMilliseconds)
        if let ahead {
            output.append("; ahead_ms=")
            output.append(decimal: ahead)
        }
        if let ago {
            output.append("; ago_ms=")
            output.append(decimal: ago)
        }
        if ahead != nil || ago != nil {
            output.append("; tolerance_ms=")
            output.append(decimal: toleranceMilliseconds)
            if let heals = error.healsMilliseconds {
                output.append("; heals_in_ms=")
                output.append(decimal: heals)
            }
        }
        if let hint {
            output.append("; hint=")
            output.append(contentsOf: hint.name.utf8)
        }
    }

    /// Appends the numbers and names of the reason, by the keys of journal and inspection.
    package func append(to object: inout JSONObject) {
        if let claim = error.claim { object["claim"] = .string(claim) }
        if let ahead = error.aheadMilliseconds { object["aheadMs"] = JSONValue(ahead) }
        if let ago = error.agoMilliseconds { object["agoMs"] = JSONValue(ago) }
        if let heals = error.healsMilliseconds { object["healsInMs"] = JSONValue(heals) }
        if let hint { object["hint"] = .string(hint.name) }
    }
}

extension TokenError {
    fileprivate func sentence(_ tolerance: Duration, _ validator: Validator?) -> String {
        let judge = validator.map { $0 == .strict ? "" : ", validator \($0.name)" } ?? ""
        let forgiven = "(tolerance \(tolerance.millisecondsRoundedDown) ms\(judge))"
        return switch self {
        case .missing: "no bearer token was sent"
        case .malformed: "the token is not three parts of base64url around JSON"
        case .algorithm: "the token is not signed by HS256"
        case .crit: "the token's header asks for extensions (crit) that nobody here knows"
        case .signature: "the token's signature is not by this gateway's key"
        case .claimMissing(let name): "the token has no claim \(Self.printable(name))"
        case .claimInvalid(let name):
            "the token's claim \(Self.printable(name)) is of the wrong type, out of range or there twice"
        case .issuedInFuture:
            "token issued \(aheadMilliseconds ?? 0) ms in the gateway's future \(forgiven)"
        case .notYetValid:
            "token not valid before \(aheadMilliseconds ?? 0) ms in the gateway's future \(forgiven)"
        case .expired: "token expired \(agoMilliseconds ?? 0) ms ago on the gateway's clock \(forgiven)"
        case .tooOld: "token issued \(agoMilliseconds ?? 0) ms ago on the gateway's clock \(forgiven)"
        case .revoked: "the token has been revoked"
        }
    }

    /// A claim's name comes from the token; only a plain one is repeated.
    fileprivate static func printable(_ name: String) -> String {
        name.utf8.count <= 32 && !name.isEmpty && name.utf8.allSatisfy { $0.isTokenCharacter } ? name : "?"
    }
}

extension TokenHint {
    /// What to look at in the program that made the token.
    package var explanation: String {
        switch self {
        case .milliseconds(let claim):
            "its \(claim) is 1,000 times too large: milliseconds, where seconds belong"
        case .localTime(let claim, let off):
            "its \(claim) is \(Self.hours(off)) \(off > .zero ? "ahead" : "behind"), as if local time were taken for UTC"
        }
    }

    /// `2 h`, `5 h 30 min`, `30 min`.
    private static func hours(_ off: Duration) -> String {
        let minutes = off.secondsRoundedDown.magnitude / 60
        let parts = [minutes >= 60 ? "\(minutes / 60) h" : nil, minutes % 60 > 0 ? "\(minutes % 60) min" : nil]
        return parts.compactMap(\.self).joined(separator: " ")
    }
}
