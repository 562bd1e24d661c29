internal import Gateway
internal import HTTPMessages
internal import JWT
internal import Laboratory
internal import Launch
internal import Policy

/// Makes the experiments of a plan: a token for each phase of the second, and one call with each.
struct SweepRun {
    /// The start may be any full second.
    private static let start = NumericDate(seconds: 1_767_323_045)

    let session: DemoSession
    let plan: SweepPlan
    let grid: PhaseGrid

    /// - Parameter progress: is told how many calls are done.
    func sweep(_ progress: (Int) -> Void) throws(StartError) -> Sweep {
        var measurements: [Measurement] = []
        progress(0)
        for cell in plan.cells {
            measurements.append(try measure(cell))
            progress(measurements.count)
        }
        return Sweep(plan, on: grid, measurements: measurements)
    }

    private func measure(_ cell: Cell) throws(StartError) -> Measurement {
        let settings =
            #"{"offset": \#(cell.skew), "tolerance": \#(cell.tolerance), "timestampPrecision": "seconds"}"#
        session.control("PATCH", "settings", body: settings)
        for phase in grid.phases {
            setClock(phase)
            session.token("grant_type=client_credentials")
        }
        let answers = try session.send()
        try check(answers) { $0 == 200 }
        for (phase, answer) in zip(grid.phases, Self.seconds(answers.dropFirst())) {
            setClock(phase + cell.delay)
            session.summary(answer.member("access_token"))
        }
        let verdicts = try session.send()
        try check(verdicts) { $0 == 200 || $0 == 401 }
        let refusals = Self.seconds(verdicts[...]).filter { $0.status == 401 }
        return Measurement(
            cell,
            grid,
            refusals: refusals.count,
            longestHeal: refusals.compactMap(Self.healTime).max() ?? 0
        )
    }

    /// - Parameter time: milliseconds from the start of the second.
    private func setClock(_ time: Int) {
        session.control("POST", "clock", body: #"{"freeze": "\#(RFC3339.text(Self.start + .milliseconds(time)))"}"#)
    }

    /// The answers without those to settings of the clock, of which there is one before each.
    private static func seconds(_ answers: ArraySlice<ReceivedResponse>) -> [ReceivedResponse] {
        answers.enumerated().compactMap { $0.offset % 2 == 1 ? $0.element : nil }
    }

    private func check(_ answers: [ReceivedResponse], _ isGood: (Int) -> Bool) throws(StartError) {
        guard let bad = answers.first(where: { !isGood($0.status) }) else { return }
        let body = String(decoding: bad.body, as: UTF8.self)
        throw StartError(.systemError, "the demonstration cannot go on: the gateway answers \(bad.status) \(body)")
    }

    /// The milliseconds of `iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200`.
    private static func healTime(_ refusal: ReceivedResponse) -> Int? {
        let parts = refusal.reason?.split(separator: "; ") ?? []
        return parts.first { $0.hasPrefix("heals_in_ms=") }.flatMap { Int($0.drop { $0 != "=" }.dropFirst()) }
    }
}
