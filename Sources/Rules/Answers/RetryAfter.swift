internal import Durations
package import HTTPMessages
package import JWT
internal import Policy

/// What a `Retry-After` field says (RFC 9110 §10.2.3), right or wrong.
package enum RetryAfter: Sendable, Hashable {
    /// Whole seconds, 0 or more.
    case seconds(Duration)
    /// A date on the gateway's clock, ahead of its now by a duration, or behind it.
    case date(Duration)
    /// Any other text: what a server could get wrong.
    case text(String)

    static let allowed = """
        whole seconds such as 3s, a date on the gateway's clock such as date+30s or date-30s, text: and visible ASCII, \
        or none
        """
    private static let longestText = 200

    init(_ text: String) throws(SettingError) {
        if text.hasPrefix("text:") {
            let rest = String(text.dropFirst("text:".count))
            guard rest.utf8.count <= Self.longestText, rest.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw SettingError(text, "is no text for a field", allowed: Self.allowed)
            }
            self = .text(rest)
        } else if text.hasPrefix("date+") || text.hasPrefix("date-") {
            guard let span = try? DurationText.parse(String(text.dropFirst("date".count))) else {
                throw SettingError(text, "is no date", allowed: Self.allowed)
            }
            self = .date(span)
        } else {
            self = .seconds(.seconds(try SettingText.seconds(text)))
        }
    }

    var written: String {
        switch self {
        case .seconds(let duration): "\(duration.secondsRoundedDown)s"
        case .date(let span): "date" + (span < .zero ? "" : "+") + DurationText.text(span)
        case .text(let text): "text:\(text)"
        }
    }

    /// How long a client that reads it waits; 0 if it says no such thing.
    package var wait: Duration {
        switch self {
        case .seconds(let duration): duration
        case .date(let span): max(span, .zero)
        case .text: .zero
        }
    }

    /// - Parameter gatewayNow: what a date counts from.
    package func append(to fields: inout FieldBlock, at gatewayNow: NumericDate) {
        switch self {
        case .seconds(let duration): fields.appendRetryAfter(duration)
        case .date(let span):
            let second = (gatewayNow + span).sinceEpoch.secondsRoundedDown
            fields.append("Retry-After") { HTTPDate.append(secondsSince1970: second, to: &$0) }
        case .text(let text): fields.append("Retry-After", text)
        }
    }
}

extension FieldBlock {
    /// Appends whole seconds, under this exact spelling: Java and .NET distinguish case, and read no date.
    package mutating func appendRetryAfter(_ duration: Duration) {
        append("Retry-After") { $0.append(decimal: duration.secondsRoundedUp) }
    }
}
