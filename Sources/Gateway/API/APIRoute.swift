internal import HTTPMessages
internal import Journal

/// Where the answer of a route comes from.
enum RouteSource: String, Sendable {
    /// A file of the user's.
    case fixture
    /// A file that comes with the program.
    case builtIn
    /// The API definition.
    case definition

    /// The source as the journal tells it.
    var answer: AnswerSource {
        switch self {
        case .fixture: .fixture
        case .builtIn: .builtIn
        case .definition: .generated
        }
    }
}

/// What answers one method on one path of the API; a class, so that finding it copies only a reference.
final class APIRoute: Routed {
    let method: Method
    let endpoint: any Endpoint
    /// What the definition says of it, even if a file answers it.
    let operation: OperationEndpoint?
    private let ownFolders: [String]?

    /// Where its answer comes from.
    let source: RouteSource

    /// - Parameters:
    ///   - folders: not kept for a route of the definition, whose operation has them: there are thousands of those.
    ///   - operation: what the definition says of it.
    init(
        _ method: Method,
        _ folders: [String],
        endpoint: any Endpoint,
        from source: RouteSource = .fixture,
        operation: OperationEndpoint? = nil
    ) {
        self.method = method
        self.endpoint = endpoint
        self.source = source
        self.operation = operation
        ownFolders = source == .definition ? nil : folders
    }

    /// The segments from the root; `{name}` stands for any one segment.
    var folders: [String] { ownFolders ?? operation?.folders ?? [] }
}
