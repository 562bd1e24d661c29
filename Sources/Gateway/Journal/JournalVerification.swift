internal import JSON

/// Whether the journal has as many entries of a kind as somebody expects, and what came nearest.
struct JournalVerification: Sendable {
    private static let nearestLimit = 5

    private let filter: JournalFilter
    private let range: ClosedRange<Int>

    /// - Parameter value: criteria as in a query, and `count`: a number, or `min` and `max`; at least one is expected
    ///   where it is missing.
    init(_ value: JSONValue) throws(InputError) {
        let members = try Members(value, allowed: ["count"] + JournalCriterion.keys)
        var filter = JournalFilter()
        for key in members.object.keys where key != "count" {
            guard let text = try members.text(key, allowed: "a string or a number") else {
                throw members.error(key, "is no value", allowed: "a string or a number")
            }
            _ = try filter.add(key, text)
        }
        self.filter = filter
        range = try Self.range(members)
    }

    private static func range(_ members: Members) throws(InputError) -> ClosedRange<Int> {
        let all = 0...Int.max
        switch members["count"] {
        case nil: return 1...Int.max
        case .object(let object):
            let bounds = try Members(.object(object), at: "count", allowed: ["min", "max"])
            let least = try bounds.integer("min", in: all) ?? 0
            let most = try bounds.integer("max", in: all) ?? Int.max
            guard least <= most else { throw bounds.error("min", "is above max", allowed: "at most max") }
            return least...most
        default:
            guard let count = try members.integer("count", in: all) else {
                throw members.error("count", "is no count", allowed: #"a number, or {"min": …, "max": …}"#)
            }
            return count...count
        }
    }

    func answer(_ journal: Journal) -> JSONValue {
        let entries = journal.entries(JournalFilter())
        let count = entries.count { filter.matches($0) }
        var object = JSONObject([
            .init(key: "verified", value: .bool(range.contains(count))), .init(key: "count", value: JSONValue(count)),
        ])
        object["expected"] = [
            "min": JSONValue(range.lowerBound), "max": range.upperBound == .max ? .null : JSONValue(range.upperBound),
        ]
        guard !range.contains(count) else { return .object(object) }
        object["nearest"] = .array(nearest(of: entries, isTooMany: count > range.upperBound))
        return .object(object)
    }

    /// Where too few match, those that differ in the fewest criteria, newest first; where too many do, these.
    private func nearest(of entries: [JournalEntry], isTooMany: Bool) -> [JSONValue] {
        let candidates = entries.filter { filter.matches($0) == isTooMany }
            .map { (entry: $0, mismatches: filter.mismatches($0)) }
            .sorted { ($0.mismatches.members.count, -$0.entry.id) < ($1.mismatches.members.count, -$1.entry.id) }
        return candidates.prefix(Self.nearestLimit).map { candidate in
            var object = candidate.entry.json
            if !isTooMany { object["mismatches"] = .object(candidate.mismatches) }
            return .object(object)
        }
    }
}
