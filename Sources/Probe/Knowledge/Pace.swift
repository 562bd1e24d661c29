/// How long exchanges take.
struct Pace: Sendable, Hashable {
    private static let memory = 9

    private(set) var fastest = Duration.seconds(3600)
    private(set) var slowest = Duration.zero
    private var recent: [Duration] = []

    mutating func take(_ time: Duration) {
        fastest = min(fastest, time)
        slowest = max(slowest, time)
        if recent.count == Self.memory { recent.removeFirst() }
        recent.append(time)
    }

    /// The median of the last ones.
    var typical: Duration { recent.isEmpty ? .zero : recent.sorted()[recent.count / 2] }

    /// How closely a flip is looked for: an exchange cannot tell more than the time that it takes.
    var goal: Duration { max(.milliseconds(2), typical * 13 / 10) }
}
