/// Which node a request lands on.
package enum NodeChoice: String, Sendable, Hashable, CaseIterable {
    /// Each request of a client on the next one.
    case roundRobin = "round-robin"
    /// Each request on any, by the seed.
    case random
    /// Each connection on the next one, and all of its requests there.
    case connection
    /// Each connection on any, by the seed, and all of its requests there.
    case randomConnection = "random-connection"
}
