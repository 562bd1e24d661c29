/// How this server says yes and no: as it answered tokens that are good and bad beyond doubt.
package struct StatusCodes: Sendable, Hashable {
    /// Statuses that count as yes whatever calibration found; nil: those of a good token.
    let given: ClosedRange<Int>?
    package private(set) var accepted: Set<Int> = []
    package private(set) var refused: Set<Int> = []
    /// Where all statuses are alike: the names in the bodies that say no.
    private var refusedNames: Set<Set<String>>?
    private var acceptedNames: Set<String> = []

    init(accepting given: ClosedRange<Int>?) { self.given = given }

    package var isByBody: Bool { refusedNames != nil }

    /// Whether a good token and a bad one are answered differently, so that answers can be read from now on.
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

    /// Nil where the answer is neither.
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
