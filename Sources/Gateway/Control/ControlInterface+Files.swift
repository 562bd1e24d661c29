internal import HTTPMessages
internal import JSON
internal import JWT

// Files that can be read, and are the same for all.

extension ControlInterface {
    func health(_ exchange: borrowing ControlExchange) -> ControlAnswer { .json(["status": "ok"], style: .compact) }

    func description(_ exchange: borrowing ControlExchange) -> ControlAnswer { .document(OpenAPI.document) }

    func validators(_ exchange: borrowing ControlExchange) -> ControlAnswer { .json(Validator.listing) }

    /// The certificate of the CA.
    func authority(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        gateway.configuration.authorityPEM.map { .certificate($0) } ?? .refused(.nothingHere)
    }

    /// Redirects to the path with a slash, which the page's relative addresses need.
    func leadToPage(_ exchange: borrowing ControlExchange) -> ControlAnswer { .redirection(to: ConsoleFile.pagePath) }

    func consoleFile(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        guard let file = ConsoleFile.find(exchange.path) else { return .refused(.nothingHere) }
        return .file(file, gzipIsGood: AcceptedEncodings.takesGzip(exchange.request.value(of: .acceptEncoding)))
    }
}
