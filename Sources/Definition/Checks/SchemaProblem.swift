/// One thing in which a value breaks its schema.
package struct SchemaProblem: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        case missing, unknown, wrongType, unknownValue, outOfBounds
    }

    package let kind: Kind
    /// Such as `entities[0].name`; empty for the value itself.
    package let path: String
    /// What would be good, or nil if nothing would.
    package let allowed: String?

    package var description: String {
        let name = path.isEmpty ? "the value" : path
        let what =
            switch kind {
            case .missing: "\(name) is missing"
            case .unknown: "\(name) is unknown"
            case .wrongType: "\(name) has the wrong type"
            case .unknownValue: "\(name) has an unknown value"
            case .outOfBounds: "\(name) is out of bounds"
            }
        return allowed.map { "\(what); allowed: \($0)" } ?? what
    }
}
