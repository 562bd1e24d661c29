internal import HTTPMessages

/// Which entries of the journal are asked for: all that a query names.
struct JournalFilter: Sendable {
    static let keys = ["path", "method", "status", "client", "since", "limit"]

    private var path: String?
    private var method: String?
    private var status: Int?
    private var client: String?
    /// Only later ones than this.
    private var since = 0
    private(set) var limit = Journal.capacity

    init(_ query: Span<UInt8>) throws(ControlError) {
        let parameters: FormParameters
        do throws(FormParameters.Failure) {
            parameters = try FormParameters(query)
        } catch {
            throw ControlError("the query is malformed or names a filter twice; allowed: each of \(Self.list) once")
        }
        for name in parameters.names where !Self.keys.contains(name) {
            throw ControlError("\(name): is no filter; allowed: \(Self.list)", key: name)
        }
        path = parameters["path"]
        method = parameters["method"]
        client = parameters["client"]
        status = try Self.number("status", parameters, 100...599)
        since = try Self.number("since", parameters, 0...Int.max) ?? 0
        limit = try Self.number("limit", parameters, 1...Journal.capacity) ?? Journal.capacity
    }

    private static var list: String { keys.joined(separator: ", ") }

    private static func number(
        _ name: String,
        _ parameters: FormParameters,
        _ range: ClosedRange<Int>
    ) throws(ControlError) -> Int? {
        guard let text = parameters[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let allowed =
                range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            throw ControlError(name, SettingError(text, "is no number in range", allowed: allowed))
        }
        return number
    }

    func matches(_ entry: JournalEntry) -> Bool {
        entry.id > since && path.map { $0 == entry.path } ?? true && method.map { $0 == entry.method } ?? true
            && status.map { $0 == entry.status } ?? true && client.map { $0 == entry.client } ?? true
    }
}
