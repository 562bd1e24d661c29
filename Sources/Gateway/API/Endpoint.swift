internal import HTTPMessages
internal import Policy
internal import Rules

/// Answers one method on one path, once token, limits and faults have let the request pass.
protocol Endpoint: Sendable {
    /// Gives its usual answer, or the variant that is asked for if it has it.
    ///
    /// - Parameter place: the path at which it was found.
    func answer(_ exchange: borrowing Exchange, at place: borrowing EndpointPlace, into response: inout Response)

    /// Gives its own answer of a status that a fault asks for.
    ///
    /// - Returns: false if it has none.
    func answer(
        _ status: Status,
        _ exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool
}

extension Endpoint {
    /// Most endpoints have only their usual answer.
    func answer(
        _ status: Status,
        _ exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool { false }
}

/// How an endpoint was reached, and what it may use.
struct EndpointPlace: ~Copyable {
    /// The segments in the places of those in braces, as ranges of the exchange's path.
    let captures: [Range<Int>]
    /// Which `METHOD@variant.json` is asked for, if there is one.
    let variant: String?
    let tools: EndpointTools
}

/// What one event loop lends to its endpoints.
final class EndpointTools {
    /// What templates are filled from.
    var sources = Template.Sources()
    let revocations: Revocations
    let objects: ObjectStore

    init(revocations: Revocations, objects: ObjectStore) {
        self.revocations = revocations
        self.objects = objects
    }

    /// An id that has never been before.
    func nextID() -> UUID { sources.uuids.next() }
}
