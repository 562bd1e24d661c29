internal import HTTPMessages
internal import JSON
internal import Policy

/// Which entries of the past come first: those behind the last one that a reader has, or a number of the last ones.
struct EventQuery: Sendable, Hashable {
    static let keys = ["since", "last"]
    /// How many entries of the past a reader gets at most; if there are more, they are a gap.
    static let most = 1_000

    /// The id of the last entry that the reader has; nil if it names none.
    private(set) var since: Int?
    private(set) var last: Int?

    /// - Parameter lastEventID: of the field that browsers send when they come back (HTML §9.2.4); it is newer than the
    ///   id in the address.
    init(_ query: Span<UInt8>, lastEventID: Span<UInt8>?) throws(InputError) {
        let parameters: FormParameters
        do throws(FormParameters.Failure) {
            parameters = try FormParameters(query)
        } catch {
            throw InputError("the query is malformed or has a name twice; allowed: since or last, once")
        }
        for name in parameters.names {
            guard Self.keys.contains(name) else {
                throw InputError("\(Excerpt.of(name)): is no part of a query here; allowed: since, last", key: name)
            }
            guard parameters[name] != nil else { throw InputError("\(name): is empty; allowed: a value", key: name) }
        }
        guard parameters.names.count < 2 else {
            throw InputError("since: contradicts last; allowed: one of the two", key: "since")
        }
        since = try Self.number(parameters["since"], for: "since", in: 0...Int.max)
        last = try Self.number(parameters["last"], for: "last", in: 0...Self.most)
        if let lastEventID, !lastEventID.isEmpty {
            since = try Self.number(lastEventID.text, for: "Last-Event-ID", in: 0...Int.max)
            last = nil
        }
    }

    private static func number(_ text: String?, for key: String, in range: ClosedRange<Int>) throws(InputError) -> Int?
    {
        guard let text else { return nil }
        do throws(SettingError) {
            return try SettingText.number(text, in: range)
        } catch {
            throw InputError(key, error)
        }
    }
}
