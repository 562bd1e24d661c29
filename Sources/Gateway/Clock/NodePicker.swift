internal import JWT
internal import Locking

/// Deals requests to nodes.
///
/// Each client has its own turn, so that no other's requests come between.
final class NodePicker: Sendable {
    private let turns = Mutex(BoundedTable<UInt64>(capacity: 100_000))

    /// - Parameters:
    ///   - client: whose turn it is; nobody in particular has one too.
    ///   - connection: the number of the request's connection.
    func pick(_ settings: Settings, client: String?, connection: UInt64) -> GatewayNode? {
        guard let nodes = settings.nodes else { return nil }
        switch settings.nodeChoice {
        case .connection: return nodes.node(connection)
        case .roundRobin: return nodes.node(turn(of: client))
        case .random:
            let seed = UInt64(truncatingIfNeeded: settings.nodeSeed)
            return nodes.node(SplitMix64.number(Int(truncatingIfNeeded: turn(of: client)) + 1, seed: seed))
        }
    }

    /// Counted from 0.
    private func turn(of client: String?) -> UInt64 {
        turns.withLock { turns in
            turns.update(client ?? "", default: 0) { turn in
                defer { turn &+= 1 }
                return turn
            }
        }
    }

    func reset() { turns.withLock { $0.removeAll() } }
}
