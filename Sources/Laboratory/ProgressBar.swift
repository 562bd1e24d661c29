/// How far a task has got, as one line that is written again and again.
package struct ProgressBar: Sendable {
    private static let width = 40

    private let total: Int

    package init(total: Int) { self.total = total }

    /// - Parameter done: how many of the total are done.
    package func text(_ done: Int) -> String {
        let filled = total > 0 ? min(max(done, 0), total) * Self.width / total : Self.width
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.width - filled)
        return "\r[\(bar)] \("\(done)".right("\(total)".count)) of \(total)"
    }

    /// Text that leaves an empty line in the place of the bar.
    package var erasure: String { "\r" + String(repeating: " ", count: text(total).count - 1) + "\r" }
}
