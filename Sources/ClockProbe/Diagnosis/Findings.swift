internal import Durations
package import HTTPClient
internal import System

/// All that has been found out.
package struct Findings: Sendable {
    /// The result of asking another clock.
    package struct Measurement: Sendable {
        package enum Source: Sendable { case ntp, dateField }

        package let source: Source
        /// The host, for sentences about it.
        package let host: String
        package let outcome: Result<Lead, ExchangeFailure>

        package init(_ source: Source, host: String, outcome: Result<Lead, ExchangeFailure>) {
            self.source = source
            self.host = host
            self.outcome = outcome
        }
    }

    package var kernel: Result<KernelClock, ExchangeFailure>
    package var surroundings: Surroundings
    /// The time server's answer; nil if none was asked.
    package var ntp: Measurement?
    /// The web server's answer; nil if none was asked.
    package var against: Measurement?
    package var limit: Duration

    package init(
        kernel: Result<KernelClock, ExchangeFailure>,
        surroundings: Surroundings,
        ntp: Measurement? = nil,
        against: Measurement? = nil,
        limit: Duration
    ) {
        self.kernel = kernel
        self.surroundings = surroundings
        self.ntp = ntp
        self.against = against
        self.limit = limit
    }
}

extension Findings.Measurement {
    func verdict(limit: Duration) -> Verdict {
        switch outcome {
        case .success(let lead): Verdict(lead, limit: limit)
        case .failure: .unknown
        }
    }

    /// `your clock is 212 ms ± 9 ms ahead of api.example.com`, or why that could not be told.
    var sentence: String {
        switch outcome {
        case .success(let lead): lead.sentence(about: host)
        case .failure(let failure): "\(host): \(failure)"
        }
    }
}

extension Lead {
    /// `by its Date, your clock is 212 ms ± 9 ms ahead of api.example.com`, if it is a Date.
    package func sentence(about host: String) -> String {
        let sentence = "your clock is \(told.text) \(host)"
        return switch origin {
        case .clock: sentence
        case .date: "by its Date, \(sentence)"
        case .keptDate(let keeper): "\(sentence), which is \(keeper) and renews its Date only now and then"
        }
    }

    /// `212 ms ± 9 ms ahead of` or `300 ms ± 9 ms behind`, in whole milliseconds that hold the range.
    package var text: String {
        let shown = middle.nearestMilliseconds
        let center = Duration.milliseconds(shown)
        let margin = max(most - center, center - least).millisecondsRoundedUp
        return "\(shown.magnitude) ms ± \(margin) ms \(shown < 0 ? "behind" : "ahead of")"
    }
}
