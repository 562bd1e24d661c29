internal import Durations
package import JSON
internal import JWT

extension ProbeReport {
    /// The report for programs; names are added, never changed.
    package var json: JSONValue {
        var object = JSONObject()
        object["url"] = .string(url)
        object["verdict"] = .string(isTold ? "told" : "untold")
        object["explanation"] = .string(sentences.map { $0 + "." }.joined(separator: " "))
        object["profile"] = best.map { .string($0.validator.name) } ?? .null
        object["leewayMs"] = best.flatMap { $0.isLeewayKnown ? Self.milliseconds($0.leeway) : nil } ?? .null
        object["uncertaintyMs"] = best.flatMap { $0.isLeewayKnown ? Self.milliseconds($0.uncertainty) : nil } ?? .null
        var claims = JSONObject()
        for line in lines { claims[line.claim.rawValue] = Self.json(line) }
        object["claims"] = .object(claims)
        object["fits"] = .array(
            fits.map { fit in
                [
                    "name": .string(fit.validator.name),
                    "leewayMs": Self.milliseconds(fit.leeway),
                    "fromMs": Self.milliseconds(fit.leeways.lowerBound),
                    "toMs": Self.milliseconds(fit.leeways.upperBound),
                    "isDefault": .bool(fit.isDefault),
                    "clockAheadMs": Self.milliseconds(fit.skew.middle),
                    "date": .string(date(of: fit)),
                    "differences": .array(fit.differences.map { .string($0.description) }),
                ]
            }
        )
        object["nearest"] = nearest.map { .string($0.validator.name) } ?? .null
        object["clockAheadMs"] = best.map { Self.milliseconds($0.skew.middle) } ?? .null
        object["clockUncertaintyMs"] = best.map { Self.milliseconds($0.skew.width / 2) } ?? .null
        object["spreadMs"] = findings.spread.map { Self.milliseconds($0.middle) } ?? .null
        object["date"] = .string(date)
        object["remembers"] = findings.remembers.map { .bool($0) } ?? .null
        object["notes"] = .array(findings.notes.map { .string(String(describing: $0)) })
        object["requests"] = JSONValue(findings.requests)
        object["elapsedMs"] = Self.milliseconds(findings.time)
        return .object(object)
    }

    private var date: String {
        guard let best else {
            return findings.dates.lower == nil ? "none" : findings.dates.isContradictory ? "cached" : "exact"
        }
        return date(of: best)
    }

    /// What the Date fields are if the server judges as `fit` does.
    private func date(of fit: Fit) -> String {
        guard findings.dates.lower != nil else { return "none" }
        return switch fit.agreement {
        case .exact: "exact"
        case .lagging: "cached"
        case .none: "other"
        }
    }

    private static func json(_ line: Line) -> JSONValue {
        [
            "lookedAt": .bool(line.presence.isLookedAt),
            "demanded": .bool(line.presence.isDemanded),
            "leewayMs": line.leeway.map(milliseconds) ?? .null,
            "uncertaintyMs": line.uncertainty.map(milliseconds) ?? .null,
            "bound": line.bound.map { .string($0) } ?? .null,
            "fractions": .string(line.fractions),
            "strings": line.presence.text.map { .string($0.rawValue) } ?? .null,
        ]
    }

    /// Milliseconds, exact to the microsecond.
    private static func milliseconds(_ span: Duration) -> JSONValue {
        .number(JSONNumber(units: span.nearestMicroseconds, decimals: 3))
    }
}
