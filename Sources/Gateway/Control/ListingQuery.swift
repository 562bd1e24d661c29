internal import HTTPMessages
internal import JSON
internal import Policy

/// Which part of a listing is asked for: how many elements, behind which name.
struct ListingQuery: Sendable {
    static let keys = ["limit", "after"]
    static let standardLimit = 1_000
    private static let greatestLimit = 100_000

    private let limit: Int
    /// The name with which the part before this one ended.
    private let after: String?
    /// The other parameters, by name.
    private let others: FormParameters?

    /// The first part, of the usual size.
    init() {
        limit = Self.standardLimit
        after = nil
        others = nil
    }

    /// - Parameter others: the names of other parameters that are allowed.
    init(_ query: Span<UInt8>, also others: [String] = []) throws(InputError) {
        let keys = Self.keys + others
        let allowed = keys.joined(separator: ", ")
        let parameters: FormParameters
        do throws(FormParameters.Failure) {
            parameters = try FormParameters(query)
        } catch {
            throw InputError("the query is malformed or has a name twice; allowed: \(allowed), each once")
        }
        for name in parameters.names {
            guard keys.contains(name) else {
                throw InputError("\(Excerpt.of(name)): is no part of a query here; allowed: \(allowed)", key: name)
            }
            guard parameters[name] != nil else { throw InputError("\(name): is empty; allowed: a value", key: name) }
        }
        do throws(SettingError) {
            limit =
                try parameters["limit"].map { text throws(SettingError) in
                    try SettingText.number(text, in: 1...Self.greatestLimit)
                } ?? Self.standardLimit
        } catch {
            throw InputError("limit", error)
        }
        after = parameters["after"]
        self.others = parameters
    }

    subscript(_ name: String) -> String? { others?[name] }

    /// The first `count` of `part` are asked for.
    ///
    /// - Parameter names: in any order.
    func part(of names: [ByteKey]) -> (part: SortedOnDemand<ByteKey>, count: Int, isMore: Bool) {
        let last = after.map { ByteKey($0) }
        let rest = last.map { last in names.filter { last < $0 } } ?? names
        return (SortedOnDemand(rest), min(rest.count, limit), rest.count > limit)
    }

    /// A part of elements in any order; behind a name that is gone comes nothing.
    func part<Element>(
        of elements: [Element],
        named name: (Element) -> String
    ) -> (part: ArraySlice<Element>, isMore: Bool) {
        let start: Int
        if let after {
            start = elements.firstIndex { name($0).isIdentical(to: after) }.map { $0 + 1 } ?? elements.count
        } else {
            start = 0
        }
        let rest = elements[start...]
        return (rest.prefix(limit), rest.count > limit)
    }
}
