/// One method on one path, with what a definition says of it.
package struct Operation: Sendable {
    package enum Verb: UInt8, Sendable, CaseIterable {
        case get, put, post, delete, options, head, patch

        init?(_ word: Word) {
            switch word {
            case .get: self = .get
            case .put: self = .put
            case .post: self = .post
            case .delete: self = .delete
            case .options: self = .options
            case .head: self = .head
            case .patch: self = .patch
            default: return nil
            }
        }

        /// The method as a request spells it.
        package var name: String { "\(self)".uppercased() }

        /// Whether its request carries an object that its answer gives back.
        package var isWriting: Bool { self == .post || self == .put || self == .patch }
    }

    /// Which of its permissions a client must have.
    package enum PermissionRule: Sendable { case any, all }

    package let verb: Verb
    var path: TextID
    var name: TextID?
    var parameters = Rows()
    /// The schema of the request's body.
    var body: SchemaID?
    var isBodyRequired = false
    package var takesBody: Bool { body != nil }
    /// The status of success.
    package var status = 200
    /// The schema of the answer's body; nil if it has none.
    var answer: SchemaID?
    /// The media type of the answer, if that is not JSON.
    var mediaType: TextID?
    package var needsToken = true
    package var isDeprecated = false
    package var permissionRule = PermissionRule.any
    var permissions = Rows()
    var errors = Rows()
}

/// Something a request may or must carry besides its body.
struct Parameter: Sendable, Hashable {
    enum Place: UInt8, Sendable { case path, query, header, form }

    /// How an array is written.
    enum Separator: UInt8, Sendable { case comma, space, tab, pipe, repetition }

    let name: TextID
    let place: Place
    let schema: SchemaID
    var isRequired: Bool
    var separator = Separator.comma
}

/// An error that an operation may answer with.
struct ErrorCode: Sendable, Hashable {
    let status: UInt16
    let code: TextID
    let message: TextID
}
