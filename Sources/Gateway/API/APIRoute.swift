internal import HTTPMessages

/// Where the answer of a route comes from.
enum RouteSource: String, Sendable {
    /// A file of the user's.
    case fixture
    /// A file that comes with the program.
    case builtIn
    /// The API definition.
    case definition

    /// As the journal tells it.
    var answer: AnswerSource {
        switch self {
        case .fixture: .fixture
        case .builtIn: .builtIn
        case .definition: .generated
        }
    }
}

/// What answers one method on one path of the API; a class, so that finding it copies no more than a reference.
final class APIRoute: Routed {
    let method: Method
    let endpoint: any Endpoint
    /// What the definition says of it, even if a file answers it.
    let operation: OperationEndpoint?
    private let ownFolders: [String]?

    /// Where its answer comes from.
    let source: RouteSource

    /// - Parameters:
    ///   - folders: those of the operation are not needed, of which there are thousands.
    ///   - operation: what the definition says of it.
    init(
        _ method: Method,
        _ folders: [String],
        _ endpoint: any Endpoint,
        from source: RouteSource = .fixture,
        operation: OperationEndpoint? = nil
    ) {
        self.method = method
        self.endpoint = endpoint
        self.source = source
        self.operation = operation
        ownFolders = source == .definition ? nil : folders
    }

    /// From the root, `{name}` for any one segment.
    var folders: [String] { ownFolders ?? operation?.folders ?? [] }
}
