package import JSON
package import Policy

/// Whether the journal has as many entries of a kind as a test expects, and which came nearest.
package struct JournalVerification: Sendable {
    private static let nearestLimit = 5

    private let filter: JournalFilter
    private let range: ClosedRange<Int>

    /// - Parameter value: criteria as in a query, and `count`: a number, or `min` and `max`; if it is missing, at least
    ///   one is expected.
    package init(_ value: JSONValue) throws(InputError) {
        let members = try Members(value, allowed: ["count"] + JournalCriterion.keys)
        var filter = JournalFilter()
        for key in members.object.keys where key != "count" {
            if let value = members[key], key == "fields" || key == "body" {
                _ = try filter.add(key, value.text)
                continue
            }
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

    package func answer(_ journal: Journal) -> JSONValue {
        var count = 0
        var surplus: [JournalEntry] = []
        /// The entries that do not match, by how many criteria they fail.
        var misses: [Int: [JournalEntry]] = [:]
        let underWay = journal.underWay
        let look = { (entry: JournalEntry) -> Bool in
            let failures = filter.failures(entry)
            if failures == 0 { count += 1 }
            if failures == 0, surplus.count < Self.nearestLimit { surplus.append(entry) }
            if failures > 0, misses[failures]?.count ?? 0 < Self.nearestLimit {
                misses[failures, default: []].append(entry)
            }
            return true
        }
        if filter.wantsUnderWay {
            for entry in underWay { _ = look(entry) }
        } else {
            journal.snapshot.forEachNewest(look)
        }
        var object = JSONObject([
            .init(key: "verified", value: .bool(range.contains(count))), .init(key: "count", value: JSONValue(count)),
        ])
        object["expected"] = [
            "min": JSONValue(range.lowerBound), "max": range.upperBound == .max ? .null : JSONValue(range.upperBound),
        ]
        // These will count once their answers or their clients have left.
        let pending = underWay.count(where: filter.matches)
        if pending > 0 { object["underWay"] = JSONValue(pending) }
        guard !range.contains(count) else { return .object(object) }
        // If too many match, these are told; otherwise those that fail by the fewest criteria, newest first.
        let nearest =
            count > range.upperBound
            ? surplus : Array(misses.sorted { $0.key < $1.key }.flatMap(\.value).prefix(Self.nearestLimit))
        object["nearest"] = .array(nearest.map(json))
        return .object(object)
    }

    private func json(_ entry: JournalEntry) -> JSONValue {
        var object = entry.json
        let mismatches = filter.mismatches(entry)
        if !mismatches.isEmpty { object["mismatches"] = .object(mismatches) }
        return .object(object)
    }
}
