internal import HTTPMessages
internal import JSON
internal import JWT

// What is there to be read, and is the same for everybody.

extension ControlInterface {
    func health(_ exchange: borrowing ControlExchange) -> ControlAnswer { .json(["status": "ok"], style: .compact) }

    func description(_ exchange: borrowing ControlExchange) -> ControlAnswer { .document(OpenAPI.document) }

    func validators(_ exchange: borrowing ControlExchange) -> ControlAnswer { .json(Validator.listing) }

    /// The certificate of the CA.
    func authority(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        gateway.configuration.authorityPEM.map { .certificate($0) } ?? .refused(.nothingHere)
    }

    /// The page's relative addresses need the slash.
    func leadToPage(_ exchange: borrowing ControlExchange) -> ControlAnswer { .redirection(to: ConsoleFile.pagePath) }

    func consoleFile(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        guard let file = ConsoleFile.find(exchange.path) else { return .refused(.nothingHere) }
        return .file(file, gzipIsGood: AcceptedEncodings.takesGzip(exchange.request.value(of: .acceptEncoding)))
    }
}
