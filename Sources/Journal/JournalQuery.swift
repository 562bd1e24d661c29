internal import HTTPMessages
package import Policy

/// A question to the journal: a filter, how many answers, and how long to wait for them.
package struct JournalQuery: Sendable {
    static let longestWait = Duration.seconds(300)
    private static let keys = ["limit", "count", "wait"] + JournalCriterion.keys

    /// How many entries an answer has at most, if the query does not say.
    static let standardLimit = 1_000

    package private(set) var filter = JournalFilter()
    private var givenLimit: Int?
    /// How many have to match before a waiting question is answered.
    package private(set) var count = 1
    package private(set) var wait: Duration?

    package init(_ query: Span<UInt8>) throws(InputError) {
        let parameters: FormParameters
        do throws(FormParameters.Failure) {
            parameters = try FormParameters(query)
        } catch {
            let list = Self.keys.joined(separator: ", ")
            throw InputError("the query is malformed or names a filter twice; allowed: each of \(list) once")
        }
        for name in parameters.names {
            guard !name.isEmpty else { throw InputError("the query has a value without a name; allowed: name=value") }
            guard let text = parameters[name] else {
                throw InputError("\(Excerpt.of(name)): is empty; allowed: a value", key: name)
            }
            try set(name, text)
        }
        guard wait != nil || parameters["count"] == nil else {
            throw InputError("count: has nobody who waits for it; allowed: together with wait", key: "count")
        }
    }

    /// How many entries the answer has at most.
    package var limit: Int { givenLimit ?? max(Self.standardLimit, count) }

    private mutating func set(_ name: String, _ text: String) throws(InputError) {
        do throws(SettingError) {
            if try setBound(name, text) { return }
        } catch {
            throw InputError(name, error)
        }
        guard try filter.add(name, text) else {
            let list = Self.keys.joined(separator: ", ")
            throw InputError("\(Excerpt.of(name)): is no filter; allowed: \(list)", key: name)
        }
    }

    /// - Returns: false if `name` is none of the bounds.
    private mutating func setBound(_ name: String, _ text: String) throws(SettingError) -> Bool {
        switch name {
        case "limit": givenLimit = try SettingText.number(text, in: 1...Journal.largest)
        case "count": count = try SettingText.number(text, in: 1...Journal.largest)
        case "wait":
            let wait = try SettingText.duration(text, from: .zero, else: "is negative", "0ms to 5m")
            guard wait <= Self.longestWait else { throw SettingError(text, "is too long", allowed: "0ms to 5m") }
            self.wait = wait
        default: return false
        }
        return true
    }
}
