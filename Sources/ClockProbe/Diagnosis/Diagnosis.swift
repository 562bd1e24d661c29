internal import Durations
internal import System

/// What follows from the findings: whether this machine's clock is the culprit, why, and what to do about it.
package struct Diagnosis: Sendable {
    package let verdict: Verdict
    /// Sentences, the verdict in the first.
    let sentences: [String]

    package var explanation: String { sentences.map { $0 + "." }.joined(separator: " ") }
    /// A sentence a line.
    package var lines: [String] { sentences.map { $0 + "." } }

    package init(_ findings: Findings) {
        let asked = [findings.against, findings.ntp].compactMap(\.self)
        guard !asked.isEmpty else {
            (verdict, sentences) = Self.byKernel(findings)
            return
        }
        // One clock that is surely apart decides; agreement takes all of them.
        for verdict in [Verdict.skewed, .unknown, .fine] {
            guard let decisive = asked.first(where: { $0.verdict(limit: findings.limit) == verdict }) else { continue }
            self.verdict = verdict
            sentences = Self.explain(decisive, verdict, findings)
            return
        }
        preconditionFailure("a measurement has one of the three verdicts")
    }

    private static func explain(
        _ measurement: Findings.Measurement,
        _ verdict: Verdict,
        _ findings: Findings
    ) -> [String] {
        let limit = "the limit of \(findings.limit.nearestMilliseconds) ms"
        let sentence = measurement.sentence
        guard case .success(let lead) = measurement.outcome else { return ["could not tell: \(sentence)"] }
        switch verdict {
        case .fine:
            return ["fine: \(sentence), which is within \(limit)"]
        case .unknown:
            return [
                "could not tell: \(sentence), which may be within \(limit) or beyond it",
                lead.keeper == nil
                    ? "A server that answers faster narrows it down"
                    : "mock-gateway probe URL tells its clock by its tokens, where you have a key for them",
            ]
        case .skewed:
            return ["skewed: \(sentence): \(consequence(lead, measurement.source))"] + doubt(lead, measurement.source)
                + [roles(lead)] + blame(findings)
        }
    }

    /// A timer that keeps pace with the second looks like a clock that is late.
    private static func doubt(_ lead: Lead, _ source: Findings.Measurement.Source) -> [String] {
        guard source == .dateField, lead.least > .zero, lead.most < .seconds(1) else { return [] }
        return [
            """
            Unless that server renews its Date by a timer that keeps pace with the second: by its tokens, mock-gateway \
            probe URL tells its clock in any case
            """
        ]
    }

    /// What the skew does to tokens whose `iat` is in whole seconds, used at once, with nothing forgiven.
    private static func consequence(_ lead: Lead, _ source: Findings.Measurement.Source) -> String {
        let share = "\(percentRefused(lead)) % of first calls"
        return switch (source, lead.middle > .zero) {
        case (.dateField, true): "a strict gateway there refuses \(share) with tokens issued here"
        case (.dateField, false): "a strict gateway here refuses \(share) with tokens issued there"
        case (.ntp, true): "a strict gateway with the right time refuses \(share) with tokens issued here"
        case (.ntp, false): "a strict gateway here refuses \(share) with tokens issued at the right time"
        }
    }

    /// P = the skew in seconds, at most 1.
    package static func percentRefused(_ lead: Lead) -> Int {
        let skew = max(lead.middle, .zero - lead.middle)
        return min(100, (skew.nearestMilliseconds + 5) / 10)
    }

    private static func roles(_ lead: Lead) -> String {
        """
        That hurts where this machine \(lead.middle > .zero ? "issues" : "checks") tokens; an SDK client only carries \
        them, so that its own clock is no culprit
        """
    }

    /// Whose clock is off, and what to do where it may be this one.
    private static func blame(_ findings: Findings) -> [String] {
        if let against = findings.against, let ntp = findings.ntp, ntp.verdict(limit: findings.limit) == .fine {
            return ["By \(ntp.host) your clock is right: it is the clock of \(against.host) that is off"]
        }
        let advice = Advice.text(findings.surroundings)
        guard findings.ntp == nil else { return [advice] }
        return ["Which of the two clocks is off, --ntp HOST tells", advice]
    }

    /// The kernel knows a bound at best, so it can clear a clock and never convict one.
    private static func byKernel(_ findings: Findings) -> (Verdict, [String]) {
        let measure = "--ntp HOST or --against URL measures it"
        switch findings.kernel {
        case .failure(let failure):
            return (.unknown, ["could not tell: the kernel does not say (\(failure)); \(measure)"])
        case .success(let kernel) where !kernel.isSynchronised:
            return (
                .unknown,
                [
                    "could not tell: the kernel knows of nothing that keeps your clock right; \(measure)",
                    Advice.text(findings.surroundings),
                ]
            )
        case .success(let kernel):
            let bound = "\(kernel.maximumError.millisecondsRoundedUp) ms at worst"
            let limit = "the limit of \(findings.limit.nearestMilliseconds) ms"
            guard kernel.maximumError > findings.limit else {
                return (.fine, ["fine: your clock is kept right, says the kernel: \(bound), which is within \(limit)"])
            }
            return (
                .unknown,
                [
                    "could not tell: your clock is kept right, says the kernel, but to \(bound), which is beyond \(limit)",
                    "That bound grows by 0.5 ms a second until the next correction, whatever the clock does; \(measure)",
                ]
            )
        }
    }
}
