/// One thing in which a request differs from what the definition says.
package struct RequestProblem: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        case missing, unknown, wrongType, unknownValue, outOfBounds
        /// The body is no JSON.
        case malformed
        /// The request is good, but the operation is deprecated.
        case deprecated
        /// The definition has no operation of that method and path.
        case noOperation
    }

    package enum Place: String, Sendable { case query, body, operation }

    package let kind: Kind
    package let place: Place
    /// The parameter, or the path of the field in the body; empty for the whole body.
    package let name: String
    /// What would be good, if something would.
    package let allowed: String?

    package init(_ kind: Kind, in place: Place, name: String = "", allowed: String? = nil) {
        self.kind = kind
        self.place = place
        self.name = name
        self.allowed = allowed
    }

    package var description: String {
        let subject = name.isEmpty ? "the \(place)" : "\(place) \(name)"
        let what =
            switch kind {
            case .missing: "\(subject) is missing"
            case .unknown: "\(subject) is unknown"
            case .wrongType: "\(subject) has the wrong type"
            case .unknownValue: "\(subject) has an unknown value"
            case .outOfBounds: "\(subject) is out of bounds"
            case .malformed: "\(subject) is no JSON"
            case .deprecated: "\(subject) is deprecated"
            case .noOperation: "the definition has no such operation"
            }
        return allowed.map { "\(what); allowed: \($0)" } ?? what
    }
}
