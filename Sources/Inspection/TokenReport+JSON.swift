internal import Durations
internal import Gateway
package import JSON
internal import JWT
internal import Policy

extension TokenReport {
    /// The report for programs; values that `/__admin/tokens/inspect` has too have the same names.
    package var json: JSONValue {
        var object = JSONObject([
            .init(key: "header", value: .object(header)),
            .init(key: "claims", value: payload.map { .object($0) } ?? .null),
            .init(key: "signature", value: .string(signature.rawValue)),
            .init(key: "algorithm", value: .string(algorithm.rawValue)),
            .init(key: "now", value: .string(RFC3339.text(now))),
            .init(key: "verdict", value: isAccepted ? "accepted" : "refused"),
        ])
        object["reason"] = refusal.map { .string($0.error.reason) } ?? .null
        if let refusal {
            object["explanation"] = .string(refusal.explanation(tolerance: verdict?.forgiven ?? .zero, by: nil))
            refusal.append(to: &object)
        }
        if let hint { object["hint"] = .string(hint.name) }
        if let verdict {
            object["validator"] = .string(verdict.validator.name)
            append(verdict, to: &object)
        }
        if !families.isEmpty { object["families"] = .array(families.map(\.json)) }
        object["validators"] = .array(
            verdicts.map { verdict in
                var entry = JSONObject([.init(key: "name", value: .string(verdict.validator.name))])
                let refusal = objection.map { TokenRefusal($0) } ?? verdict.refusal
                entry["verdict"] = refusal == nil ? "accepted" : "refused"
                entry["reason"] = refusal.map { .string($0.error.reason) } ?? .null
                refusal?.append(to: &entry)
                append(verdict, to: &entry)
                return .object(entry)
            }
        )
        return .object(object)
    }

    private func append(_ verdict: Verdict, to object: inout JSONObject) {
        object["toleranceMs"] = JSONValue(verdict.forgiven.millisecondsRoundedDown)
        if let end = verdict.life?.end { object["expiresInMs"] = JSONValue((end - now).millisecondsRoundedUp) }
        object["demands"] = verdict.validator.demandsJSON
        object["takes"] = verdict.validator.takesJSON
    }
}
