internal import HTTPMessages

extension [Method] {
    /// These methods and the implied ones, in the order of `Method`: HEAD with GET (RFC 9110 §9.3.2), and OPTIONS
    /// always.
    var withImplied: [Method] {
        Method.allCases.filter { contains($0) || $0 == .options || $0 == .head && contains(.get) }
    }

    /// The methods as `Allow` lists them (RFC 9110 §10.2.1).
    var list: String { map { "\($0)" }.joined(separator: ", ") }
}

extension Response {
    /// Says which methods a path has, since it does not have the one that was asked for.
    ///
    /// - Parameter allowed: HEAD and OPTIONS need not be among them.
    /// - Returns: whether that answers the request, since OPTIONS asks for nothing else; otherwise it is a 405.
    mutating func answerAllowed(_ allowed: [Method], to method: Method) -> Bool {
        fields.append("Allow", allowed.withImplied.list)
        status = method == .options ? .noContent : .methodNotAllowed
        return method == .options
    }
}
