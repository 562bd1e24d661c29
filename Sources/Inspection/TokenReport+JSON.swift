internal import Gateway
package import JSON
internal import JWT

extension TokenReport {
    /// For programs; the names are those of `/__admin/tokens/inspect` where they mean the same.
    package var json: JSONValue {
        var object = JSONObject([
            .init(key: "header", value: .object(header)),
            .init(key: "claims", value: payload.map { .object($0) } ?? .null),
            .init(key: "signature", value: .string(signature.rawValue)),
            .init(key: "now", value: .string(RFC3339.text(now))),
            .init(key: "verdict", value: isAccepted ? "accepted" : "refused"),
        ])
        let error = objection ?? verdict?.error
        object["reason"] = error.map { .string($0.reason) } ?? .null
        if let error {
            object["explanation"] = .string(error.explanation(tolerance: verdict?.tolerance ?? .zero, by: nil))
            append(error, to: &object)
        }
        if let verdict {
            object["validator"] = .string(verdict.validator.name)
            append(verdict, to: &object)
        }
        object["validators"] = .array(
            verdicts.map { verdict in
                var entry = JSONObject([.init(key: "name", value: .string(verdict.validator.name))])
                entry["verdict"] = verdict.error == nil && objection == nil ? "accepted" : "refused"
                entry["reason"] = (objection ?? verdict.error).map { .string($0.reason) } ?? .null
                if let error = objection ?? verdict.error { append(error, to: &entry) }
                append(verdict, to: &entry)
                return .object(entry)
            }
        )
        return .object(object)
    }

    /// What a reason counts or names.
    private func append(_ error: TokenError, to object: inout JSONObject) {
        if let claim = error.claim { object["claim"] = .string(claim) }
        if let ahead = error.aheadMilliseconds { object["aheadMs"] = JSONValue(ahead) }
        if let ago = error.agoMilliseconds { object["agoMs"] = JSONValue(ago) }
    }

    private func append(_ verdict: Verdict, to object: inout JSONObject) {
        object["toleranceMs"] = JSONValue(verdict.tolerance.millisecondsRoundedDown)
        if objection == nil, let heals = verdict.error?.healsMilliseconds { object["healsInMs"] = JSONValue(heals) }
        object["expiresInMs"] = JSONValue((verdict.end - now).millisecondsRoundedUp)
    }
}
