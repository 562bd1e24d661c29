/// Which of a loop's connections have waited longest for a request.
///
/// It costs the requests nothing: the loop looks through its connections only when somebody asks, and one look serves
/// for many questions. A place may be out of date when it is taken, so the connection is asked again.
struct WaitingLine: Sendable {
    struct Place: Sendable, Equatable {
        let registration: Registration
        let since: MonotonicInstant
    }

    /// How many places one look keeps.
    private static let length = 256
    /// A look that found nobody is not repeated at once.
    private static let pause: Duration = .milliseconds(10)

    /// The longest wait last.
    private var places: [Place] = []
    private var nextLook = MonotonicInstant(nanoseconds: .min)

    /// The one that has waited longest, and is in the line no more.
    ///
    /// - Parameter look: all that wait, in any order.
    mutating func next(at now: MonotonicInstant, look: () -> [Place]) -> Place? {
        if let place = places.popLast() { return place }
        guard now >= nextLook else { return nil }
        places = look().sorted { $0.since < $1.since }.prefix(Self.length).reversed()
        if places.isEmpty { nextLook = now + Self.pause }
        return places.popLast()
    }
}
