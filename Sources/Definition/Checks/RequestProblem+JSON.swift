package import JSON

extension RequestProblem {
    /// The members by which journal and answers tell it: `problem`, `in`, `name`, `allowed`.
    package var json: JSONValue {
        var object = JSONObject([
            .init(key: "problem", value: .string(kind.rawValue)), .init(key: "in", value: .string(place.rawValue)),
        ])
        if !name.isEmpty { object["name"] = .string(name) }
        if let allowed { object["allowed"] = .string(allowed) }
        return .object(object)
    }
}
