internal import HTTPMessages

extension ControlInterface {
    /// A file of the console.
    ///
    /// Where an admin token is asked for, these are open to all, as `health` is: they hold no data, and a browser could
    /// not send a token with them.
    func show(_ file: ConsoleFile, _ request: Request, _ response: inout Response) throws(ControlError) -> String? {
        try admitToPage(request, &response)
        file.write(
            to: &response,
            gzipIsGood: AcceptedEncodings.takesGzip(request.value(of: .acceptEncoding))
        )
        return nil
    }

    /// The page's relative addresses need the slash.
    func leadToPage(_ request: Request, _ response: inout Response) throws(ControlError) -> String? {
        try admitToPage(request, &response)
        response.status = .found
        response.fields.append("Location", ConsoleFile.pagePath)
        return nil
    }

    private func admitToPage(_ request: Request, _ response: inout Response) throws(ControlError) {
        if case .forbidden = gateway.configuration.controlAccess.judge(request) { try admit(request, &response) }
        guard request.method == .get || request.method == .head else {
            response.fields.append("Allow", "GET")
            throw .methodNotAllowed(request, allowed: [.get])
        }
    }
}
