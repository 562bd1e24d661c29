/// Which of a loop's connections have waited longest for a request.
///
/// It costs the requests nothing: the loop looks through its connections only when room is needed, and one look answers
/// many questions. A place may be out of date when it is taken, so the connection is checked again.
struct WaitingLine: Sendable {
    struct Place: Sendable, Equatable {
        let registration: Registration
        let since: MonotonicInstant
    }

    /// How many places one look keeps.
    private static let length = 256
    /// How long a look that found none is not repeated.
    private static let pause: Duration = .milliseconds(10)

    /// The places; the connection that has waited longest is the last.
    private var places: [Place] = []
    private var nextLook = MonotonicInstant(nanoseconds: .min)

    /// Takes the connection that has waited longest out of the line.
    ///
    /// - Parameter look: finds all that wait, in any order.
    mutating func next(at now: MonotonicInstant, look: () -> [Place]) -> Place? {
        if let place = places.popLast() { return place }
        guard now >= nextLook else { return nil }
        places = look().sorted { $0.since < $1.since }.prefix(Self.length).reversed()
        if places.isEmpty { nextLook = now + Self.pause }
        return places.popLast()
    }
}
