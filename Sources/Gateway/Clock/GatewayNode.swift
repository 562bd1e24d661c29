/// One machine of a gateway.
package struct GatewayNode: Sendable, Hashable {
    /// From 1.
    let number: Int
    /// How far its clock runs ahead of the gateway's.
    let offset: Duration
}
