internal import HTTPMessages

/// Answers one method on one path, once token, limits and faults have let the request pass.
protocol Endpoint: Sendable {
    /// Its usual answer, or a variant of it where it has that.
    ///
    /// - Parameter place: where it was found.
    func answer(_ exchange: borrowing Exchange, at place: borrowing EndpointPlace, into response: inout Response)

    /// Its own answer of a status that a fault asks for.
    ///
    /// - Returns: false where it has none.
    func answer(
        _ status: Status,
        _ exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool
}

extension Endpoint {
    /// Most have no answer but their usual one.
    func answer(
        _ status: Status,
        _ exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool { false }
}

/// How an endpoint was reached, and what it may use.
struct EndpointPlace: ~Copyable {
    /// What stood at the segments in braces, as ranges of the exchange's path.
    let captures: [Range<Int>]
    /// Which `METHOD@variant.json` is asked for, where one is.
    let variant: String?
    let tools: EndpointTools
}

/// What one event loop lends to its endpoints.
final class EndpointTools {
    var uuids = UUID.Sequence()
    let revocations: Revocations
    let objects: ObjectStore

    init(revocations: Revocations, objects: ObjectStore) {
        self.revocations = revocations
        self.objects = objects
    }
}
