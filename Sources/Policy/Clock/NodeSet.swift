internal import JWT

/// The machines that a gateway consists of, each with its clock.
package struct NodeSet: Sendable, Hashable {
    static let limit = 100
    static let allowed = "offsets from the gateway's clock such as 0ms,-200ms,+50ms, 1 to \(limit) of them"

    /// How far each node's clock runs ahead of the gateway's.
    package let offsets: [Duration]

    init(_ text: String) throws(SettingError) {
        var offsets: [Duration] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let offset = try? DurationText.parse(String(part)), offsets.count < Self.limit else {
                throw SettingError(text, "is no list of nodes", allowed: Self.allowed)
            }
            offsets.append(offset)
        }
        self.offsets = offsets
    }

    var text: String { offsets.map(DurationText.text).joined(separator: ",") }

    /// The node at `place`; counting starts over behind the last node.
    package func node(_ place: UInt64) -> GatewayNode {
        let index = Int(place % UInt64(offsets.count))
        return GatewayNode(number: index + 1, offset: offsets[index])
    }
}
