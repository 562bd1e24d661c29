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
    func answer(_ request: Request, _ path: Span<UInt8>, _ trueNow: NumericDate, _ response: inout Response) -> String?
    {
        do throws(ControlError) {
            if let file = ConsoleFile.find(path) { return try show(file, request, &response) }
            if path.isEqual(to: "/__admin") { return try leadToPage(request, &response) }
            let found = ControlCall.find(path)
            if found?.call != .health { try admit(request, &response) }
            guard let (call, methods) = found else { throw Self.nothingHere }
            let method = request.method == .head ? .get : request.method
            guard methods.contains(method) else {
                response.fields.append("Allow", methods.map { "\($0)" }.joined(separator: ", "))
                throw .methodNotAllowed(request, allowed: methods)
            }
            // A filter that is not heeded would do more than was asked for: DELETE requests?client=a.
            guard request.query.isEmpty || method == .get || (method == .delete && call.isForOneClient) else {
                throw ControlError("the query: belongs to no call that changes something; allowed: none")
            }
            guard !request.hasEncodedBody else {
                response.fields.append(.acceptedEncoding)
                throw ControlError(APIError.encodedBodyProblem, status: .unsupportedMediaType)
            }
            let answer = try result(of: call, request, method, trueNow).get()
            if method != .get { gateway.events.noteChange() }
            answer.write(to: &response)
            return nil
        } catch {
            response.fields.append(.json)
            error.write(to: &response)
            return error.message
        }
    }

    private static var nothingHere: ControlError {
        let paths = ControlCall.routes.map(\.path).joined(separator: ", ")
        return ControlError("there is nothing here; allowed: /__admin/ and one of \(paths)", status: .notFound)
    }

    func admit(_ request: Request, _ response: inout Response) throws(ControlError) {
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

    private func result(
        of call: ControlCall,
        _ request: Request,
        _ method: Method,
        _ trueNow: NumericDate
    ) -> Result<ControlAnswer, ControlError> {
        do throws(InputError) {
            return try perform(call, request, method, trueNow)
        } catch {
            return .failure(ControlError(error))
        }
    }

    /// - Returns: the answer, or an error with a status of its own; what the caller got wrong is thrown.
    private func perform(
        _ call: ControlCall,
        _ request: Request,
        _ method: Method,
        _ trueNow: NumericDate
    ) throws(InputError) -> Result<ControlAnswer, ControlError> {
        switch call {
        case .health: return .success(.json(["status": "ok"], style: .compact))
        case .description: return .success(.document(OpenAPI.document))
        case .settings: return .success(.json(method == .get ? settings() : try patchSettings(request, trueNow)))
        case .reset: return .success(.json(json(gateway.reset())))
        case .reload: return .success(.later(reload()))
        case .clock: return .success(.json(try setClock(request, trueNow)))
        case .requests:
            guard method == .get else { return .success(.json(try forgetRequests(request))) }
            return try requests(request)
        case .events: return try events(request)
        case .routeList: return .success(.json(try routes(request)))
        case .verification: return .success(.json(try verify(request)))
        case .tokens: return try mint(request, trueNow)
        case .validators: return .success(.json(Validator.listing))
        case .inspection: return .success(.json(try inspect(request, trueNow)))
        case .revocation: return .success(.json(try revoke(request)))
        case .faults: return .success(try faults(request, method, trueNow))
        case .fault(let name): return fault(name, method, trueNow)
        case .stubs: return .success(try stubs(request, method, trueNow))
        case .stub(let name): return stub(name, method, trueNow)
        case .clients where method == .post: return try addClient(request, trueNow)
        case .clients: return .success(.json(try clients(request, trueNow)))
        case .client(let id): return try client(id, request, method, trueNow)
        case .clientClock(let id): return try setClientClock(id, request, trueNow)
        }
    }

    /// The body of a call: an object with known keys.
    static func body(
        _ request: Request,
        allowed: [String],
        answered: [String] = []
    ) throws(InputError) -> Members {
        try Members(try document(request), allowed: allowed, answered: answered)
    }

    static func document(_ request: Request) throws(InputError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(document: request.body)
        } catch {
            throw InputError("the body is no JSON: \(error)")
        }
    }
}
