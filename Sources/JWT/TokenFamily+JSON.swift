internal import Durations
package import JSON

extension TokenFamily {
    /// `{"outcome": "heals", "inMs": 143, "validators": ["pyjwt", …]}`.
    package var json: JSONValue {
        var object = JSONObject([.init(key: "outcome", value: .string(outcome.name))])
        switch outcome {
        case .neverLooks(let claim), .demands(let claim), .cannotUse(let claim): object["claim"] = .string(claim)
        case .heals(let wait): object["inMs"] = JSONValue(wait.millisecondsRoundedUp)
        case .takes, .forgives, .refuses: break
        }
        object["validators"] = .array(names.map { .string($0) })
        return .object(object)
    }
}

extension TokenFamily.Outcome {
    fileprivate var name: String {
        switch self {
        case .neverLooks: "never_looks"
        case .takes: "takes"
        case .forgives: "forgives"
        case .heals: "heals"
        case .demands: "demands"
        case .cannotUse: "cannot_use"
        case .refuses: "refuses"
        }
    }
}
