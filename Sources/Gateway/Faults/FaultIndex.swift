internal import HTTPMessages

/// Faults by what they are for, so that those for others cost a request nothing, however many they are.
struct FaultIndex: Sendable {
    private typealias Entry = (place: Int, fault: ActiveFault)

    private var byClient: [String: [Entry]] = [:]
    /// Those for anybody, on one path each.
    private var byPath: [[UInt8]: [Entry]] = [:]
    private var others: [Entry] = []

    init() {}

    init(_ faults: [ActiveFault]) {
        for entry in faults.enumerated().map({ (place: $0.offset, fault: $0.element) }) {
            let match = entry.fault.fault.match
            if let client = match.client {
                byClient[client, default: []].append(entry)
            } else if let path = match.path?.literalPath {
                byPath[path, default: []].append(entry)
            } else {
                others.append(entry)
            }
        }
    }

    /// Those that may match, in their order.
    func candidates(_ path: Span<UInt8>, _ client: String?) -> [ActiveFault] {
        var more: [Entry] = []
        if !byPath.isEmpty { more += byPath[path.array] ?? [] }
        if let client, !byClient.isEmpty { more += byClient[client] ?? [] }
        guard !more.isEmpty else { return others.map(\.fault) }
        return (others + more).sorted { $0.place < $1.place }.map(\.fault)
    }
}
