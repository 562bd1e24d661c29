internal import HTTPMessages
package import JWT

extension TokenError {
    /// Why, in a sentence for a person.
    ///
    /// - Parameters:
    ///   - validator: who judged; the default one is not worth a word.
    ///   - node: the machine whose clock has judged it, where there are several.
    package func explanation(tolerance: Duration, by validator: Validator?, node: GatewayNode? = nil) -> String {
        let sentence = explanation(tolerance, validator)
        guard let node, aheadMilliseconds ?? agoMilliseconds != nil else { return sentence }
        let offset = node.offset.millisecondsRoundedDown
        let clock =
            offset == 0
            ? "is the gateway's" : "is \(offset.magnitude) ms \(offset < 0 ? "behind" : "ahead of") the gateway's"
        return sentence + "; this is node \(node.number), whose clock \(clock)"
    }

    private func explanation(_ tolerance: Duration, _ validator: Validator?) -> String {
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
            "token issued \(aheadMilliseconds ?? 0) ms in the gateway's future \(forgiven); \(prospect)"
        case .notYetValid:
            "token not valid before \(aheadMilliseconds ?? 0) ms in the gateway's future \(forgiven); \(prospect)"
        case .expired: "token expired \(agoMilliseconds ?? 0) ms ago on the gateway's clock \(forgiven)"
        case .revoked: "the token has been revoked"
        }
    }

    /// What becomes of a token that comes too early.
    private var prospect: String {
        healsMilliseconds.map { "it would be accepted in \($0) ms" } ?? "it is dead before it would be accepted"
    }

    /// The value of `X-Mock-Gateway-Reason`: `iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200`.
    func appendReason(tolerance: Duration, to output: inout [UInt8]) {
        output.append(contentsOf: reason.utf8)
        if let claim {
            output.append("; claim=")
            output.append(contentsOf: Self.printable(claim).utf8)
        }
        if let aheadMilliseconds {
            output.append("; ahead_ms=")
            output.append(decimal: aheadMilliseconds)
        }
        if let agoMilliseconds {
            output.append("; ago_ms=")
            output.append(decimal: agoMilliseconds)
        }
        guard aheadMilliseconds != nil || agoMilliseconds != nil else { return }
        output.append("; tolerance_ms=")
        output.append(decimal: tolerance.millisecondsRoundedDown)
        if let healsMilliseconds {
            output.append("; heals_in_ms=")
            output.append(decimal: healsMilliseconds)
        }
    }

    /// A claim's name comes from the token; only a plain one is repeated.
    private static func printable(_ name: String) -> String {
        name.utf8.count <= 32 && !name.isEmpty && name.utf8.allSatisfy { $0.isTokenCharacter } ? name : "?"
    }
}
