/// One machine of a gateway.
package struct GatewayNode: Sendable, Hashable {
    /// Counted from 1.
    package let number: Int
    /// How far its clock runs ahead of the gateway's.
    package let offset: Duration
}
