internal import Locking
internal import Policy

/// Deals requests to nodes.
///
/// Each client has its own turn, so that the requests of others do not come between.
final class NodePicker: Sendable {
    private static var table: BoundedTable<UInt64> { BoundedTable(capacity: 100_000) }

    private let turns = Mutex(table)
    /// The turns of connections, in the order in which each made its first request.
    private let connections = Mutex((places: table, next: UInt64(0)))

    /// - Parameters:
    ///   - client: the client whose turn it is; requests without a client have a turn too.
    ///   - connection: the number of the request's connection; no two have the same.
    func pick(_ settings: Settings, client: String?, connection: UInt64) -> GatewayNode? {
        guard let nodes = settings.nodes else { return nil }
        switch settings.nodeChoice {
        case .connection: return nodes.node(place(of: connection))
        case .roundRobin: return nodes.node(turn(of: client))
        case .random: return nodes.node(Self.random(turn(of: client), settings.nodeSeed))
        case .randomConnection: return nodes.node(Self.random(place(of: connection), settings.nodeSeed))
        }
    }

    /// A number that is the same for the same turn and seed.
    private static func random(_ turn: UInt64, _ seed: Int) -> UInt64 {
        SplitMix64.number(Int(truncatingIfNeeded: turn &+ 1), seed: UInt64(truncatingIfNeeded: seed))
    }

    private func place(of connection: UInt64) -> UInt64 {
        connections.withLock { connections in
            let next = connections.next
            let place = connections.places.update("\(connection)", default: next) { $0 }
            if place == next { connections.next = next &+ 1 }
            return place
        }
    }

    /// The turn of a client, counted from 0.
    private func turn(of client: String?) -> UInt64 {
        turns.withLock { turns in
            turns.update(client ?? "", default: 0) { turn in
                defer { turn &+= 1 }
                return turn
            }
        }
    }

    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    func reset() -> any Sendable {
        let turns = turns.withLock { exchange(&$0, with: Self.table) }
        let connections = connections.withLock { exchange(&$0, with: (places: Self.table, next: 0)) }
        return (turns, connections)
    }
}
