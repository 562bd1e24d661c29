import HTTPMessages
import JSON
import JWT

@testable import Gateway
@testable import Policy
@testable import Rules

extension FuzzTarget {
    /// Durations, instants, schedules, faults and credentials: what is read can be written, and reads as the same.
    static let texts = FuzzTarget("texts") {
        { input in
            try checkDate(input)
            try checkCredentials(input)
            guard let text = String(validating: input, as: UTF8.self) else { return }
            try checkInstant(text)
            try checkTimes(text)
            try checkRates(text)
            try checkPattern(text)
            if let fault = try? FaultText.fault(text) {
                let shown = JSONValue.object(fault.json)
                let again = try? FaultText.fault(shown.text)
                try require(again.map { .object($0.json) } == shown, "\(text) becomes \(shown.text)")
            }
        }
    }

    /// RFC 9110 §5.6.7; the weekday alone may be another one.
    private static func checkDate(_ input: [UInt8]) throws(Violation) {
        guard let seconds = HTTPDate.parse(input.span) else { return }
        var output: [UInt8] = []
        HTTPDate.append(secondsSince1970: seconds, to: &output)
        try require(output.dropFirst(3) == input.dropFirst(3), "\(input.text) becomes \(output.text)")
    }

    private static func checkInstant(_ text: String) throws(Violation) {
        guard let instant = RFC3339.parse(text) else { return }
        let written = RFC3339.text(instant)
        try require(written.utf8.count == 24 && RFC3339.parse(written) == instant, "\(text) becomes \(written)")
        guard text.utf8.last == UInt8(ascii: "Z") else { return }
        try require(written.prefix(19) == text.prefix(19).uppercased(), "\(text) becomes \(written)")
    }

    private static func checkTimes(_ text: String) throws(Violation) {
        if let duration = try? DurationText.parse(text) {
            let written = DurationText.text(duration)
            try require((try? DurationText.parse(written)) == duration, "\(text) becomes \(written)")
            let limit = DurationText.limit
            try require((.zero - limit...limit).contains(duration), "\(text) is beyond ten years")
        }
        if let drift = try? SkewText.drift(text) {
            let written = SkewText.text(drift: drift)
            try require((try? SkewText.drift(written)) == drift, "\(text) becomes \(written)")
        }
        if let steps = try? SkewText.steps(text) {
            let written = SkewText.text(steps: steps)
            try require((try? SkewText.steps(written)) == steps, "\(text) becomes \(written)")
        }
        if let nodes = try? NodeSet(text) {
            try require((try? NodeSet(nodes.text)) == nodes, "\(text) becomes \(nodes.text)")
        }
    }

    private static func checkRates(_ text: String) throws(Violation) {
        if let limit = RateLimit(text) {
            try require(RateLimit(limit.text) == limit, "\(text) becomes \(limit.text)")
        }
        if let delay = try? FaultEffect.Delay(text) {
            try require((try? FaultEffect.Delay(delay.text)) == delay, "\(text) becomes \(delay.text)")
        }
    }

    /// A pattern matches itself if it stands for one path, and no path that it does not match has its segments.
    private static func checkPattern(_ text: String) throws(Violation) {
        guard let pattern = PathPattern(text) else { return }
        try require(pattern.text.utf8.elementsEqual(text.utf8), "\(text) becomes \(pattern.text)")
        let path = pattern.literalStart.path
        try require(text.utf8.starts(with: path), "\(text) does not start with what is literal in it")
        if path.count == text.utf8.count {
            try require(pattern.matches(path.span), "\(text) does not match itself")
            let longer = path + Array("x".utf8)
            try require(!pattern.matches(longer.span), "\(text) matches more")
        }
    }

    /// RFC 7617 §2, with the Base64 of RFC 4648 §4.
    private static func checkCredentials(_ input: [UInt8]) throws(Violation) {
        let field = Array("Basic ".utf8) + input
        guard let credentials = BasicCredentials(field.span) else { return }
        try require(!credentials.id.utf8.contains(UInt8(ascii: ":")), "the id is \(credentials.id)")
        let texts = [credentials.id, credentials.secret].map { Array($0.utf8) }
        let count = texts.reduce(1) { $0 + $1.count }
        // Latin-1 takes up to twice its bytes in UTF-8.
        try require(count <= 2 * (input.count / 4 * 3 + 3), "\(count) bytes from \(input.count)")
    }
}
