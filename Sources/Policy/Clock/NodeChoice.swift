/// Which node a request lands on.
package enum NodeChoice: String, Sendable, Hashable, CaseIterable {
    /// Each request of a client lands on the next node.
    case roundRobin = "round-robin"
    /// Each request lands on a random node; the seed decides.
    case random
    /// Each connection lands on the next node, with all of its requests.
    case connection
    /// Each connection lands on a random node, with all of its requests; the seed decides.
    case randomConnection = "random-connection"
}
