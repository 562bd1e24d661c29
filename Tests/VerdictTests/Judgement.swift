import JSON

/// What one of those who judge says of a token.
struct Judgement: Sendable, Hashable, CustomStringConvertible {
    var reason: String?
    var claim: String?
    var ahead: Int?
    var ago: Int?
    /// Told with times alone: without them there is nothing to forgive.
    var tolerance: Int?
    var heals: Int?
    /// What may have gone wrong at the place where the token was made.
    var hint: String?

    static let accepted = Judgement()

    static func refused(
        _ reason: String,
        claim: String? = nil,
        ahead: Int? = nil,
        ago: Int? = nil,
        tolerance: Int? = nil,
        heals: Int? = nil,
        hint: String? = nil
    ) -> Judgement {
        Judgement(reason: reason, claim: claim, ahead: ahead, ago: ago, tolerance: tolerance, heals: heals, hint: hint)
    }

    private init(
        reason: String? = nil,
        claim: String? = nil,
        ahead: Int? = nil,
        ago: Int? = nil,
        tolerance: Int? = nil,
        heals: Int? = nil,
        hint: String? = nil
    ) {
        self.reason = reason
        self.claim = claim
        self.ahead = ahead
        self.ago = ago
        self.tolerance = tolerance
        self.heals = heals
        self.hint = hint
    }

    /// By the keys of the journal, of `/__admin/tokens/inspect` and of `mock-gateway inspect --json`; nil if the
    /// verdict and the reason contradict each other.
    init?(_ json: JSONValue?) {
        guard let json, json["verdict"] == (json["reason"]?.string == nil ? "accepted" : "refused") else { return nil }
        reason = json["reason"]?.string
        claim = json["claim"]?.string.map(Self.printable)
        ahead = json["aheadMs"]?.number?.integer
        ago = json["agoMs"]?.number?.integer
        heals = json["healsInMs"]?.number?.integer
        // An accepted token may have one too, but only inspection tells it.
        if reason != nil { hint = json["hint"]?.string }
        if ahead != nil || ago != nil { tolerance = json["toleranceMs"]?.number?.integer }
    }

    /// By `X-Mock-Gateway-Reason`: `iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200`; nil if it has an
    /// unknown parameter.
    init?(field: String) {
        let parts = field.components(by: "; ")
        self.init(reason: parts[0])
        for part in parts.dropFirst() {
            let pair = part.components(by: "=")
            guard pair.count == 2 else { return nil }
            switch pair[0] {
            case "claim": claim = pair[1]
            case "ahead_ms": ahead = Int(pair[1])
            case "ago_ms": ago = Int(pair[1])
            case "tolerance_ms": tolerance = Int(pair[1])
            case "heals_in_ms": heals = Int(pair[1])
            case "hint": hint = pair[1]
            default: return nil
            }
        }
    }

    /// A field cannot repeat any name, and says `?` of one that it cannot.
    private static func printable(_ name: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~".utf8
        return (1...32).contains(name.utf8.count) && name.utf8.allSatisfy { plain.contains($0) } ? name : "?"
    }

    var description: String {
        guard let reason else { return "accepted" }
        let numbers = [("ahead", ahead), ("ago", ago), ("tolerance", tolerance), ("heals", heals)]
        let told = numbers.compactMap { name, value in value.map { " \(name)=\($0)" } }
        return reason + (claim.map { " claim=\($0)" } ?? "") + told.joined() + (hint.map { " hint=\($0)" } ?? "")
    }
}

extension String {
    fileprivate func components(by separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
