internal import HTTPMessages
internal import JSON
internal import JWT
internal import OpenSSL

/// `/__admin`: JSON in, JSON out; a bad call changes nothing.
struct ControlInterface {
    let gateway: Gateway
    let issuer: TokenIssuer
    let key: HMACSHA256

    init(_ gateway: Gateway, issuer: TokenIssuer, key: HMACSHA256) {
        self.gateway = gateway
        self.issuer = issuer
        self.key = key
    }

    /// Answers and returns why it did not, for the log.
    func answer(_ request: Request, _ path: Span<UInt8>, _ moment: Moment, _ response: inout Response) -> String? {
        do throws(ControlError) {
            let (methods, call) = try Self.resource(at: path)
            if call != .health { try admit(request, &response) }
            let method = request.method == .head ? .get : request.method
            guard methods.contains(method) else {
                let allowed = methods.map { "\($0)" }.joined(separator: ", ")
                response.fields.append("Allow", allowed)
                throw ControlError(
                    "\(request.methodToken.text): is no method here; allowed: \(allowed)",
                    status: .methodNotAllowed
                )
            }
            let body = try perform(call, request, method, moment)
            JSONWriter.append(body, style: call == .health ? .compact : .spaced, to: &response.body)
            return nil
        } catch {
            response.status = error.status
            JSONWriter.append(error.json, to: &response.body)
            return error.message
        }
    }

    private enum Call: Sendable { case health, settings, reset, clock, requests, tokens, inspect, unknown }

    private static func resource(at path: Span<UInt8>) throws(ControlError) -> ([Method], Call) {
        if path.isEqual(to: "/__admin/health") { return ([.get], .health) }
        if path.isEqual(to: "/__admin/settings") { return ([.get, .patch], .settings) }
        if path.isEqual(to: "/__admin/reset") { return ([.post], .reset) }
        if path.isEqual(to: "/__admin/clock") { return ([.post], .clock) }
        if path.isEqual(to: "/__admin/requests") { return ([.get, .delete], .requests) }
        if path.isEqual(to: "/__admin/tokens") { return ([.post], .tokens) }
        if path.isEqual(to: "/__admin/tokens/inspect") { return ([.post], .inspect) }
        return (Method.allCases, .unknown)
    }

    private func admit(_ request: Request, _ response: inout Response) throws(ControlError) {
        switch gateway.configuration.controlAccess.judge(request) {
        case .granted: return
        case .forbidden(let why):
            throw ControlError("the control interface is closed to this request: \(why)", status: .forbidden)
        case .unauthorized:
            response.fields.append("WWW-Authenticate", #"Bearer realm="mock-gateway control""#)
            throw ControlError(
                "the control interface needs its admin token: Authorization: Bearer ADMIN-TOKEN",
                status: .unauthorized
            )
        }
    }

    private func perform(
        _ call: Call,
        _ request: Request,
        _ method: Method,
        _ moment: Moment
    ) throws(ControlError) -> JSONValue {
        switch call {
        case .health: return ["status": "ok"]
        case .settings: return method == .get ? settings() : try patchSettings(request)
        case .reset: return reset()
        case .clock: return try setClock(request, moment)
        case .requests: return method == .get ? try requests(request) : forgetRequests()
        case .tokens: return try mint(request, moment)
        case .inspect: return try inspect(request, moment)
        case .unknown:
            throw ControlError(
                "there is nothing here; allowed: /__admin/health, settings, reset, clock, requests, tokens, tokens/inspect",
                status: .notFound
            )
        }
    }
}
