/// How long each phase of a connection may last; this is worked out once, since every request begins one.
struct PhaseTimes: Sendable {
    /// The times by phase; the greatest number is for ever.
    private let nanoseconds: [Int64]

    init(_ limits: ServerLimits) {
        let start = MonotonicInstant(nanoseconds: 0)
        nanoseconds = ConnectionPhase.allCases.map { phase in
            phase.time(in: limits).map { (start + $0).nanoseconds } ?? .max
        }
    }

    /// When a phase that begins at `now` is over; the distant future if it never is.
    func end(of phase: ConnectionPhase, from now: MonotonicInstant) -> MonotonicInstant {
        let (end, isTooLate) = now.nanoseconds.addingReportingOverflow(nanoseconds[phase.rawValue])
        return isTooLate ? .distantFuture : MonotonicInstant(nanoseconds: end)
    }

    /// When a phase that is over at `end` began.
    func start(of phase: ConnectionPhase, to end: MonotonicInstant) -> MonotonicInstant {
        let (start, isTooEarly) = end.nanoseconds.subtractingReportingOverflow(nanoseconds[phase.rawValue])
        return MonotonicInstant(nanoseconds: isTooEarly ? .min : start)
    }
}
