internal import Durations
internal import System

/// What follows from the findings: whether this machine's clock is the culprit, why, and what to do about it.
package struct Diagnosis: Sendable {
    package let verdict: Verdict
    /// The sentences; the first one has the verdict.
    let sentences: [String]

    package var explanation: String { sentences.map { $0 + "." }.joined(separator: " ") }
    /// The sentences, each on a line.
    package var lines: [String] { sentences.map { $0 + "." } }

    package init(_ findings: Findings) {
        let asked = [findings.against, findings.ntp].compactMap(\.self)
        guard !asked.isEmpty else {
            (verdict, sentences) = Self.byKernel(findings)
            return
        }
        // One clock that is surely apart decides; for agreement, all have to agree.
        for verdict in [Verdict.skewed, .skewedOrCached, .unknown, .fine] {
            guard let decisive = asked.first(where: { $0.verdict(limit: findings.limit) == verdict }) else { continue }
            self.verdict = verdict
            sentences = Self.explain(decisive, as: verdict, among: findings)
            return
        }
        preconditionFailure("a measurement has one of the four verdicts")
    }

    private static func explain(
        _ measurement: Findings.Measurement,
        as verdict: Verdict,
        among findings: Findings
    ) -> [String] {
        let limit = "the limit of \(findings.limit.nearestMilliseconds) ms"
        let sentence = measurement.sentence
        guard case .success(let lead) = measurement.outcome else { return ["could not tell: \(sentence)"] }
        switch verdict {
        case .fine:
            return ["fine: \(sentence), which is within \(limit)"] + whatACachedDateHides(lead, findings.limit)
        case .unknown:
            return [
                "could not tell: \(sentence), which may be within \(limit) or beyond it",
                lead.told == lead
                    ? "A server that answers faster narrows it down"
                    : "mock-gateway probe URL tells its clock by its tokens, if you have a key for them",
            ]
        case .skewedOrCached:
            return [
                "skewed or cached: \(sentence)",
                "Either its clock is behind by that: \(consequence("\(percentRefused(lead.middle))", of: lead, by: measurement.source))",
                """
                Or that Date is a cached one, as Envoy's and uvicorn's are, up to \
                \(Lead.longestLag.nearestMilliseconds) ms old: your clock is then anything from \(ends(lead.sure)) it
                """,
                "mock-gateway probe URL tells which, by its tokens, if you have a key for them",
                roles(lead),
            ] + blame(findings)
        case .skewed:
            let consequence = consequence(percentRefusedForSure(lead), of: lead, by: measurement.source)
            return ["skewed: \(sentence)\(ifCached(lead)): \(consequence)", roles(lead)] + blame(findings)
        }
    }

    /// What holds even if the Date is as old as it may be.
    private static func ifCached(_ lead: Lead) -> String {
        guard lead.origin == .date else { return "" }
        let bound =
            lead.most < .zero
            ? "up to \(lead.sure.atMost.millisecondsRoundedUp) ms"
            : "at least \(lead.sure.atLeast.millisecondsRoundedDown) ms"
        return ", or \(bound) if that is a cached one"
    }

    /// `888 ms behind to 221 ms ahead of`.
    private static func ends(_ lead: Lead) -> String {
        let most = "\(lead.most.millisecondsRoundedUp) ms ahead of"
        return lead.least < .zero
            ? "\((.zero - lead.least).millisecondsRoundedUp) ms behind to \(most)"
            : "\(lead.least.millisecondsRoundedDown) to \(most)"
    }

    /// A clock that is ahead, and a Date that is late by just as much, look like one that is right.
    private static func whatACachedDateHides(_ lead: Lead, _ limit: Duration) -> [String] {
        guard lead.sure.atMost > limit else { return [] }
        return [
            """
            Should its Date be a cached one, its clock may be ahead of yours, by just as much as that lags: \
            \(lead.sure.atMost.millisecondsRoundedUp) ms at most
            """
        ]
    }

    /// What the skew does to tokens that have `iat` in whole seconds and are used at once, with nothing forgiven.
    ///
    /// - Parameter percent: how many percent of first calls are refused.
    private static func consequence(_ percent: String, of lead: Lead, by source: Findings.Measurement.Source) -> String
    {
        let share = "\(percent) % of first calls"
        return switch (source, lead.middle > .zero) {
        case (.dateField, true): "a strict gateway there refuses \(share) with tokens issued here"
        case (.dateField, false): "a strict gateway here refuses \(share) with tokens issued there"
        case (.ntp, true): "a strict gateway with the right time refuses \(share) with tokens issued here"
        case (.ntp, false): "a strict gateway here refuses \(share) with tokens issued at the right time"
        }
    }

    /// How many percent of first calls are refused: the skew in seconds, at most 1, as a percentage.
    static func percentRefused(_ skew: Duration) -> Int {
        min(100, (max(skew, .zero - skew).nearestMilliseconds + 5) / 10)
    }

    /// The range of that from the nearest truth to the farthest, however old the Date may be.
    private static func percentRefusedForSure(_ lead: Lead) -> String {
        guard lead.origin != .clock else { return "\(percentRefused(lead.middle))" }
        let (least, most) = (percentRefused(lead.sure.atLeast), percentRefused(lead.sure.atMost))
        return least == most ? "\(most)" : "\(least) to \(most)"
    }

    private static func roles(_ lead: Lead) -> String {
        """
        That hurts where this machine \(lead.middle > .zero ? "issues" : "checks") tokens; an SDK client only carries \
        them, so that its own clock is no culprit
        """
    }

    /// Which clock is off, and what to do if it may be this one.
    private static func blame(_ findings: Findings) -> [String] {
        if let against = findings.against, let ntp = findings.ntp, ntp.verdict(limit: findings.limit) == .fine {
            let culprit = "it is the clock of \(against.host) that is off"
            let isSure = against.verdict(limit: findings.limit) == .skewed
            let otherwise = isSure ? "" : ", or its Date that is a cached one"
            return ["By \(ntp.host) your clock is right: \(culprit)\(otherwise)"]
        }
        let advice = Advice.text(findings.surroundings)
        guard findings.ntp == nil else { return [advice] }
        return ["Which of the two clocks is off, --ntp HOST tells", advice]
    }

    /// The kernel knows a bound at best, so it can prove that a clock is right, but never that one is wrong.
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
