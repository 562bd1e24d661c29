internal import Durations
internal import HTTPMessages
internal import JWT
internal import Policy

/// Date fields (RFC 9110 §6.6.1), each written once a second; there is one for each clock, so that they do not displace
/// each other.
struct DateFields: Sendable {
    enum Side: Sendable { case gateway, issuer }

    private var gateway = DateCache()
    private var issuer = DateCache()
    private var api = DateCache(and: .api, unfinished: "ININ-Correlation-Id")
    /// Of the last Date that was written.
    private var instant = NumericDate(seconds: 0)

    mutating func append(_ moment: Moment, of side: Side, to fields: inout FieldBlock) {
        switch side {
        case .gateway:
            instant = moment.gatewayNow
            gateway.append(instant, to: &fields)
        case .issuer:
            instant = moment.issuerNow
            issuer.append(instant, to: &fields)
        }
    }

    /// Appends the gateway's Date, with all other fields that answers of the API have.
    mutating func appendAPI(_ moment: Moment, _ correlationID: UUID, to fields: inout FieldBlock) {
        instant = moment.gatewayNow
        api.append(instant, to: &fields)
        let line = correlationID.line
        fields.append(rest: line.span)
    }

    /// The instant of the last Date, to the millisecond, in seconds since 1970 as in a token: with it, a client that asks for
    /// a head learns of one answer what it would take a watch at the edge of a second to see, and that no cache on the way
    /// has put in a Date of its own.
    func appendInstant(to fields: inout FieldBlock) {
        let milliseconds = instant.milliseconds
        guard milliseconds >= 0 else { return }
        fields.append("X-Mock-Gateway-Now") {
            $0.append(decimal: milliseconds / 1000)
            $0.append(".")
            $0.append(decimal: milliseconds % 1000, digits: 3)
        }
    }
}

private struct DateCache: Sendable {
    /// The second for which `block` was written.
    private var start = NumericDate.latest
    private var end = NumericDate.latest
    private var block = FieldBlock()
    private var others: FieldBlock

    /// - Parameters:
    ///   - others: fields that never change.
    ///   - name: a field at the end whose value comes with each answer.
    init(and others: FieldBlock = FieldBlock(), unfinished name: StaticString? = nil) {
        self.others = others
        if let name { self.others.append(unfinished: name) }
    }

    mutating func append(_ instant: NumericDate, to fields: inout FieldBlock) {
        if instant < start || instant >= end {
            let second = instant.sinceEpoch.secondsRoundedDown
            start = NumericDate(seconds: second)
            end = NumericDate(seconds: second + 1)
            block.removeAll()
            block.append("Date") { HTTPDate.append(secondsSince1970: second, to: &$0) }
            block.append(others)
        }
        fields.append(block)
    }
}
