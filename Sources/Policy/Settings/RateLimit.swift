internal import JWT

/// How many requests of one client are good in a window of time: `300/min`.
package struct RateLimit: Sendable, Hashable {
    package static let allowed = "requests by time such as 300/min, 10/s, 5000/h or 20/10s"

    /// The limit a minute for one client that the vendor's own pages state.
    package static let usual = 300

    /// Requests in one window, 0 or more.
    package let count: Int
    package let period: Duration

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (0...1_000_000_000).contains(count),
            parts[0].utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            let period = Self.period(String(parts[1])), period > .zero
        else { return nil }
        self.count = count
        self.period = period
    }

    private static func period(_ text: String) -> Duration? {
        switch text {
        case "s": .seconds(1)
        case "min", "m": .seconds(60)
        case "h": .seconds(3600)
        default: text.last?.isLetter ?? false ? try? DurationText.parse(text) : nil
        }
    }

    package var text: String {
        switch period {
        case .seconds(1): "\(count)/s"
        case .seconds(60): "\(count)/min"
        case .seconds(3600): "\(count)/h"
        default: "\(count)/\(DurationText.text(period))"
        }
    }
}
