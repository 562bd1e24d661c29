internal import JSON

/// One event of a stream of them (HTML §9.2), on the wire.
///
///     event: entry
///     id: 17
///     data: {"id": 17, …}
enum ServerSentEvent {
    /// The first line: how soon to come back after a lost connection, in milliseconds.
    static let start = Array("retry: 1000\n\n".utf8)

    enum Name: String, Sendable, CaseIterable {
        /// The whole present state, at the start and behind a gap.
        case snapshot
        /// An entry of the journal.
        case entry
        /// Entries that came too fast to be told one by one.
        case counts
        /// Entries that this reader does not get.
        case gap
        /// Some or all of the journal has been forgotten.
        case cleared
        case settings, clock, clients, faults
        /// A client has been noticed that asks for token after token.
        case storm
    }

    /// - Parameter id: the id of the last entry that is told with it; a reader that comes back sends it.
    static func append(_ name: Name, id: Int? = nil, _ data: JSONValue, to output: inout [UInt8]) {
        output.append(contentsOf: "event: \(name.rawValue)\n".utf8)
        if let id { output.append(contentsOf: "id: \(id)\n".utf8) }
        output.append(contentsOf: "data: ".utf8)
        // Control characters in it are escaped, so that it is one line.
        JSONWriter.append(data, style: .spaced, to: &output)
        output.append(contentsOf: "\n\n".utf8)
    }

    static func bytes(_ name: Name, id: Int? = nil, _ data: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        append(name, id: id, data, to: &output)
        return output
    }

    /// Says how many of the entries from `first` to `last` a reader does not get.
    static func gap(missed: Int, from first: Int, to last: Int) -> [UInt8] {
        bytes(.gap, id: last, ["missed": JSONValue(missed), "from": JSONValue(first), "to": JSONValue(last)])
    }
}
