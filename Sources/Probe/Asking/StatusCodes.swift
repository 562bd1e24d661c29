/// How this server says yes and no, learned from its answers to tokens that are good and bad beyond doubt.
package struct StatusCodes: Sendable, Hashable {
    /// The statuses that count as yes, whatever calibration found; nil is the status of a good token.
    let given: ClosedRange<Int>?
    package private(set) var accepted: Set<Int> = []
    package private(set) var refused: Set<Int> = []
    /// The names in the bodies that say no, if all statuses are alike.
    private var refusedNames: Set<Set<String>>?
    private var acceptedNames: Set<String> = []

    init(accepting given: ClosedRange<Int>?) { self.given = given }

    package var isByBody: Bool { refusedNames != nil }

    /// Learns from these answers; false if good and bad tokens are answered alike, so that answers tell nothing.
    mutating func calibrate(good: Reply, bad: [Reply]) -> Bool {
        if let given {
            guard given.contains(good.status), bad.allSatisfy({ !given.contains($0.status) }) else { return false }
        }
        accepted = [good.status]
        refused = Set(bad.map(\.status))
        guard refused.contains(good.status) else { return true }
        guard refused.count == 1, bad.allSatisfy({ $0.names != good.names }) else { return false }
        refusedNames = Set(bad.map(\.names))
        acceptedNames = good.names
        return true
    }

    /// Whether the answer says yes; nil if it says neither yes nor no.
    func isAccepted(_ reply: Reply) -> Bool? {
        if let refusedNames {
            guard accepted.contains(reply.status) else { return nil }
            if reply.names == acceptedNames { return true }
            return refusedNames.contains(reply.names) ? false : nil
        }
        if accepted.contains(reply.status) || given?.contains(reply.status) ?? false { return true }
        return refused.contains(reply.status) ? false : nil
    }
}
