/// How long each phase of a connection may last, in nanoseconds: worked out once, since every request begins one.
struct PhaseTimes: Sendable {
    /// By phase; the greatest is for ever.
    private let nanoseconds: [Int64]

    init(_ limits: ServerLimits) {
        let start = MonotonicInstant(nanoseconds: 0)
        nanoseconds = ConnectionPhase.allCases.map { phase in
            phase.time(in: limits).map { (start + $0).nanoseconds } ?? .max
        }
    }

    /// When a phase is over that begins at `now`; the distant future where it never is.
    func end(of phase: ConnectionPhase, from now: MonotonicInstant) -> MonotonicInstant {
        let (end, isTooLate) = now.nanoseconds.addingReportingOverflow(nanoseconds[phase.rawValue])
        return isTooLate ? .distantFuture : MonotonicInstant(nanoseconds: end)
    }

    /// When a phase began that is over at `end`.
    func start(of phase: ConnectionPhase, to end: MonotonicInstant) -> MonotonicInstant {
        let (start, isTooEarly) = end.nanoseconds.subtractingReportingOverflow(nanoseconds[phase.rawValue])
        return MonotonicInstant(nanoseconds: isTooEarly ? .min : start)
    }
}
