internal import HTTPMessages
internal import Policy

/// One call of the control interface: its path, who may make it, and what it does.
struct ControlRoute: Routed {
    /// - Throws: what the caller got wrong; the call has changed nothing then.
    typealias Handler =
        @Sendable (ControlInterface) -> (borrowing ControlExchange) throws(InputError) -> ControlAnswer

    enum Admission: Sendable {
        /// Every client that reaches the port: a probe of a container knows no token, and a certificate is no secret.
        case everybody
        /// A browser that uses an address of this gateway; it could not send a token with a page that it loads.
        case browsers
        /// Clients that keep to the rules of `ControlAccess`.
        case guarded
    }

    let method: Method
    /// The path below `/__admin`, with a slash in front; a segment in braces stands for any one.
    let path: String
    let admission: Admission
    /// Whether a call that changes something can be about one client alone: `?client=ID`.
    let takesClient: Bool
    let answer: Handler

    init(
        _ method: Method,
        _ path: String,
        admits admission: Admission = .guarded,
        takesClient: Bool = false,
        answer: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.admission = admission
        self.takesClient = takesClient
        self.answer = answer
    }

    var folders: [String] {
        ["__admin"] + path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { String($0) }
    }
}
