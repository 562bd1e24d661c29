internal import HTTPMessages
internal import JWT
internal import Journal
internal import Policy

// Requests of clients that take the gateway for a proxy. None of them is ever passed on: the gateway stands for the
// hosts that it serves, and no code here could open a connection.

extension GatewayResponder {
    /// CONNECT (RFC 9110 §9.3.6): the tunnel ends here, and what comes through it is TLS.
    func connect(
        _ request: Request,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
    ) {
        guard gateway.configuration.acceptsTunnels else {
            record.note = "there is no TLS to connect to (--tls off)"
            return refuse(.notImplemented, of: request.path, at: trueNow, into: &response)
        }
        guard !request.isSecure else {
            record.note = "a tunnel is asked for inside TLS"
            let message = "This proxy is spoken to by http://, since the tunnel carries the TLS."
            let error = APIError(status: .forbidden, code: "not.authorized", message: message)
            return refuse(error, of: request.path, at: trueNow, into: &response)
        }
        guard let authority = request.authority, isHTTPS(authority),
            gateway.configuration.tunnelNames.contains(Authority.host(of: authority).text)
        else {
            return refuseHost(request, at: trueNow, into: &response, record: record)
        }
        response.content = .switching(to: .tls(host: Authority.host(of: authority).text))
    }

    /// Whether the target, if it is absolute, names one of the gateway's hosts; any other form is for it.
    func isForUs(_ request: Request) -> Bool {
        guard request.head.target.form == .absolute, let authority = request.authority else { return true }
        return isServed(authority)
    }

    func refuseHost(
        _ request: Request,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
    ) {
        let host = Excerpt.of(request.authority?.text ?? "")
        let port = request.method == .connect ? " at port 443" : ""
        record.note = "\(host) is not served here"
        let error = APIError(
            status: .forbidden,
            code: "not.authorized",
            message: "This is a mock and no open proxy: it does not serve \(host); allowed: \(ServedNames.text)\(port)."
        )
        refuse(error, of: request.path, at: trueNow, into: &response)
    }

    private func isServed(_ authority: Span<UInt8>) -> Bool {
        gateway.configuration.servedNames.contains(Authority.host(of: authority).text)
    }

    private func isHTTPS(_ authority: Span<UInt8>) -> Bool {
        let host = Authority.host(of: authority).count
        return authority.extracting(host..<authority.count).isEqual(to: ":443")
    }
}
