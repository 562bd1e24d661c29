internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy
internal import Rules

/// `/__admin`: JSON in, JSON out; a bad call changes nothing.
struct ControlInterface {
    let gateway: Gateway
    let issuer: TokenIssuer

    private static let routes = RouteTree(ControlRoute.all + ControlRoute.page)

    init(_ gateway: Gateway, issuer: TokenIssuer) {
        self.gateway = gateway
        self.issuer = issuer
    }

    /// Answers; if it refuses, it returns why, for the log.
    func answer(_ request: Request, path: Span<UInt8>, at trueNow: NumericDate, into response: inout Response)
        -> String?
    {
        let answer: ControlAnswer
        do throws(ControlError) {
            switch Self.routes.find(request.method, path) {
            case .route(let route, let captures):
                try admit(request, to: route, &response)
                try check(request, for: route, &response)
                var name = ""
                if let capture = captures.first { name = path.extracting(capture).text }
                answer = try perform(route, ControlExchange(request, path: path, name: name, trueNow: trueNow))
            case .otherMethod(let allowed):
                try admit(request, &response)
                response.fields.append("Allow", allowed.list)
                throw .methodNotAllowed(request, allowed: allowed)
            case .none:
                try admit(request, &response)
                answer = .refused(.nothingHere)
            }
        } catch {
            answer = .refused(error)
        }
        answer.write(to: &response)
        if case .refused(let error) = answer { return error.message }
        return nil
    }

    private func admit(
        _ request: Request,
        to route: ControlRoute,
        _ response: inout Response
    ) throws(ControlError) {
        switch route.admission {
        case .everybody: break
        case .browsers:
            if case .forbidden = gateway.configuration.controlAccess.judge(request) { try admit(request, &response) }
        case .guarded: try admit(request, &response)
        }
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

    /// Checks what holds for every call.
    private func check(
        _ request: Request,
        for route: ControlRoute,
        _ response: inout Response
    ) throws(ControlError) {
        // If a filter were ignored, more would be done than was asked for: DELETE requests?client=a.
        guard request.query.isEmpty || route.method == .get || route.takesClient else {
            throw ControlError("the query: belongs to no call that changes something; allowed: none")
        }
        guard !request.hasEncodedBody else {
            response.fields.append(.acceptedEncoding)
            throw ControlError(APIError.encodedBodyProblem, status: .unsupportedMediaType)
        }
    }

    private func perform(
        _ route: ControlRoute,
        _ exchange: borrowing ControlExchange
    ) throws(ControlError) -> ControlAnswer {
        let answer: ControlAnswer
        do throws(InputError) {
            answer = try route.answer(self)(exchange)
        } catch {
            throw ControlError(error)
        }
        if case .refused = answer { return answer }
        if route.method != .get { gateway.events.noteChange() }
        return answer
    }
}
