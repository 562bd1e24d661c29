/// The instants of one second at which tokens are made, evenly spread from its start.
package struct PhaseGrid: Sendable, Hashable {
    package let count: Int

    /// The counts whose steps are whole milliseconds and divide every value of the standard plan.
    package static let allowedCounts = [20, 40, 100, 200, 500, 1000]
    /// A token from every millisecond of the second.
    package static let standard = Self(checked: 1000)

    package init?(count: Int) {
        guard Self.allowedCounts.contains(count) else { return nil }
        self.init(checked: count)
    }

    private init(checked count: Int) { self.count = count }

    /// The time between two phases, in milliseconds.
    package var step: Int { 1000 / count }

    /// The phases, in milliseconds after the full second.
    package var phases: [Int] { (0..<count).map { $0 * step } }
}
