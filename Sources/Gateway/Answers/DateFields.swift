internal import HTTPMessages
internal import JWT

/// Date fields (RFC 9110 §6.6.1), each written once a second; one for each clock, so that they do not drive each
/// other out.
struct DateFields: Sendable {
    enum Side: Sendable { case gateway, issuer }

    private var gateway = DateCache()
    private var issuer = DateCache()

    mutating func append(_ moment: Moment, of side: Side, to fields: inout FieldBlock) {
        switch side {
        case .gateway: gateway.append(moment.gatewayNow, to: &fields)
        case .issuer: issuer.append(moment.issuerNow, to: &fields)
        }
    }
}

private struct DateCache: Sendable {
    /// What `block` is good for.
    private var start = NumericDate.latest
    private var end = NumericDate.latest
    private var block = FieldBlock()

    mutating func append(_ instant: NumericDate, to fields: inout FieldBlock) {
        if instant < start || instant >= end {
            let second = instant.sinceEpoch.secondsRoundedDown
            start = NumericDate(seconds: second)
            end = NumericDate(seconds: second + 1)
            block.removeAll()
            block.append("Date") { HTTPDate.append(secondsSince1970: second, to: &$0) }
        }
        fields.append(block)
    }
}
