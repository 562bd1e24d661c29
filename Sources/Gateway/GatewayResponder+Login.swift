internal import HTTPMessages
internal import JWT
internal import Journal
internal import Policy
internal import Rules

// Everything below /oauth, and /logout: the issuer's side.

extension GatewayResponder {
    /// - Parameter path: without the login prefix.
    func routeLogin(
        _ path: Span<UInt8>,
        of request: Request,
        at trueNow: NumericDate,
        into response: inout Response,
        record: RequestRecord
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
            answer(LoginExchange(request, path: path, trueNow: trueNow), into: &response, record: record)
        }
        let moment = record.moment ?? policies.policy(for: record.client, at: trueNow).moment(trueNow: trueNow)
        record.moment = moment
        dates.append(moment, of: .issuer, to: &response.fields)
    }

    private func answer(_ exchange: borrowing LoginExchange, into response: inout Response, record: RequestRecord) {
        do throws(OAuthError) {
            guard let place = LoginPlace(exchange.path) else {
                if try strike(exchange, into: &response, record: record) { return }
                response.fields.append(.json)
                return APIError.notFound.write(contextID: tools.nextID(), to: &response)
            }
            guard place.takes(exchange.request.method) else {
                return refuseMethod(exchange.request.method, allowed: place.methods, &response)
            }
            switch place {
            case .token: try grantToken(exchange, into: &response, record: record)
            case .authorize: try authorize(exchange, into: &response, record: record)
            case .logout: try logOut(exchange, into: &response, record: record)
            }
        } catch {
            record.note = "\(error.code.rawValue), \(error.description)"
            response.fields.append(.json)
            error.write(to: &response)
        }
    }
}
