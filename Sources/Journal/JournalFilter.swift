internal import JSON
internal import Policy

/// Which entries of the journal are asked for: those that meet every criterion.
package struct JournalFilter: Sendable {
    private(set) var criteria: [JournalCriterion] = []

    /// Whether requests that are still under way are asked for, instead of those whose answers have ended.
    package var wantsUnderWay: Bool {
        criteria.contains { $0.key == "underWay" && $0.wanted != "false" && $0.wanted != "off" }
    }

    package func matches(_ entry: JournalEntry) -> Bool { criteria.allSatisfy { $0.matches(entry) } }

    /// How many criteria `entry` does not meet.
    func failures(_ entry: JournalEntry) -> Int { criteria.count { !$0.matches(entry) } }

    /// - Returns: false if `key` is no criterion.
    mutating func add(_ key: String, _ text: String) throws(InputError) -> Bool {
        do throws(SettingError) {
            guard let criterion = try JournalCriterion(key, text) else { return false }
            criteria.append(criterion)
            return true
        } catch {
            throw InputError(key, error)
        }
    }

    /// The values that an entry has instead of the wanted ones, by criterion.
    func mismatches(_ entry: JournalEntry) -> JSONObject {
        var object = JSONObject()
        for criterion in criteria where !criterion.matches(entry) {
            object[criterion.key] = ["wanted": .string(criterion.wanted), "actual": criterion.actual(entry)]
        }
        return object
    }
}
