internal import HTTPMessages
internal import JWT

// Everything below /oauth, and /logout: the issuer's side.

extension GatewayResponder {
    /// A request of the login side, with what it is judged by.
    struct LoginCall: ~Escapable {
        /// Without the login prefix.
        let path: Span<UInt8>
        let request: Request
        let trueNow: NumericDate

        @_lifetime(copy path, copy request)
        init(path: Span<UInt8>, request: Request, trueNow: NumericDate) {
            self.path = path
            self.request = request
            self.trueNow = trueNow
        }
    }

    private enum LoginPlace {
        case token, authorize, logout, unknown

        init(_ path: Span<UInt8>) {
            self =
                path.isEqual(to: "/oauth/token")
                ? .token
                : path.isEqual(to: "/oauth/authorize") ? .authorize : path.isEqual(to: "/logout") ? .logout : .unknown
        }

        /// Whether `method` is answered there, HEAD and OPTIONS aside.
        func takes(_ method: Method) -> Bool {
            switch self {
            case .token: method == .post
            case .authorize: method == .get || method == .post
            case .logout: method == .get
            case .unknown: true
            }
        }
    }

    /// - Parameter path: without the login prefix.
    func routeLogin(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: RequestRecord
    ) {
        if policies.global.allowsCredentials {
            response.fields.appendCredentialedCORS(request)
        } else {
            response.fields.append(.cors)
        }
        if request.isPreflight {
            response.fields.appendPreflight(request)
            response.status = .noContent
        } else {
            let place = LoginPlace(path)
            if place.takes(request.method == .head ? .get : request.method) {
                perform(place, LoginCall(path: path, request: request, trueNow: trueNow), &response, record)
            } else {
                refuseMethod(request.method, at: place, &response)
            }
        }
        let moment = record.moment ?? policies.policy(for: record.client, at: trueNow).moment(trueNow: trueNow)
        record.moment = moment
        dates.append(moment, of: .issuer, to: &response.fields)
    }

    private func refuseMethod(_ method: Method, at place: LoginPlace, _ response: inout Response) {
        let all = Method.allCases.filter { place.takes($0 == .head ? .get : $0) || $0 == .options }
        response.fields.append("Allow", all.map { "\($0)" }.joined(separator: ", "))
        if method == .options {
            response.status = .noContent
        } else {
            response.fields.append(.json)
            APIError.methodNotAllowed.write(contextID: tools.uuids.next(), to: &response)
        }
    }

    private func perform(
        _ place: LoginPlace,
        _ call: borrowing LoginCall,
        _ response: inout Response,
        _ record: RequestRecord
    ) {
        do throws(OAuthError) {
            switch place {
            case .token: try grantToken(call, &response, record)
            case .authorize: try authorize(call, &response, record)
            case .logout: try logOut(call, &response, record)
            case .unknown:
                if try strike(call, &response, record) { return }
                response.fields.append(.json)
                APIError.notFound.write(contextID: tools.uuids.next(), to: &response)
            }
        } catch {
            record.note = "\(error.code.rawValue), \(error.description)"
            response.fields.append(.json)
            error.write(to: &response)
        }
    }

    /// Lets the faults see the request before anything is done with it.
    ///
    /// - Returns: whether one has answered it.
    func strike(
        _ call: borrowing LoginCall,
        _ response: inout Response,
        _ record: RequestRecord
    ) throws(OAuthError) -> Bool {
        var change: TokenAnswerChange?
        return try strike(call, &response, record, &change)
    }

    /// - Parameter change: what one of them makes of a good answer of the token endpoint.
    func strike(
        _ call: borrowing LoginCall,
        _ response: inout Response,
        _ record: RequestRecord,
        _ change: inout TokenAnswerChange?
    ) throws(OAuthError) -> Bool {
        guard !gateway.faults.isEmpty else { return false }
        let policy = policies.policy(for: record.client, at: call.trueNow)
        let moment = policy.moment(trueNow: call.trueNow)
        guard let strike = gateway.faults.strike(call.request.method, call.path, record.client, moment) else {
            return false
        }
        record.fault = strike.name
        response.delivery = strike.delivery
        change = strike.tokenAnswer
        switch strike.replacement {
        case nil, .variant: return false
        case .oauth(let error): throw error
        case .status(let status, let retryAfter, let permissions):
            response.appendRetry(status, retryAfter, policy.rateLimit, at: moment.gatewayNow)
            response.fields.append(.json)
            APIError.standard(status, retryAfter: retryAfter, permissions: permissions)
                .write(contextID: tools.uuids.next(), to: &response)
            return true
        }
    }
}
