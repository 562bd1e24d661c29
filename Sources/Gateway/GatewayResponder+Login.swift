internal import HTTPMessages
internal import JSON
internal import JWT

// Everything below /oauth: the issuer's side.

extension GatewayResponder {
    /// - Parameter path: without the login prefix.
    func routeLogin(
        _ path: Span<UInt8>,
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        response.fields.append(.cors)
        if request.isPreflight {
            response.fields.appendPreflight(request)
            response.status = .noContent
            return appendLoginDate(trueNow, nil, &response)
        }
        if path.isEqual(to: "/oauth/authorize") { return authorize(request, trueNow, &response, &record) }
        guard path.isEqual(to: "/oauth/token") else {
            response.fields.append(.json)
            APIError.notFound.write(contextID: correlationIDs.next(), to: &response)
            return appendLoginDate(trueNow, nil, &response)
        }
        guard request.method == .post else {
            response.fields.append("Allow", "OPTIONS, POST")
            if request.method == .options {
                response.status = .noContent
            } else {
                response.fields.append(.json)
                APIError.methodNotAllowed.write(contextID: correlationIDs.next(), to: &response)
            }
            return appendLoginDate(trueNow, nil, &response)
        }
        response.fields.append(.json)
        response.fields.append(.noStore)
        do throws(OAuthError) {
            let answer = try tokenEndpoint.answer(request, scopes: &scopes, trueNow: trueNow, client: &record.client)
            JSONWriter.append(answer, to: &response.body)
        } catch {
            record.note = "\(error.code.rawValue), \(error.description)"
            error.write(to: &response)
        }
        appendLoginDate(trueNow, record.client, &response)
    }

    private func authorize(
        _ request: Request,
        _ trueNow: NumericDate,
        _ response: inout Response,
        _ record: inout RequestRecord
    ) {
        response.fields.append(.noStore)
        guard request.method == .get || request.method == .head else {
            response.fields.append("Allow", "GET, HEAD, OPTIONS")
            response.fields.append(.json)
            APIError.methodNotAllowed.write(contextID: correlationIDs.next(), to: &response)
            return appendLoginDate(trueNow, nil, &response)
        }
        do throws(OAuthError) {
            let location = try authorizationEndpoint.answer(
                request,
                scopes: &scopes,
                trueNow: trueNow,
                client: &record.client
            )
            response.status = .found
            response.fields.append("Location", location)
        } catch {
            record.note = "\(error.code.rawValue), \(error.description)"
            response.fields.append(.json)
            error.write(to: &response)
        }
        appendLoginDate(trueNow, record.client, &response)
    }

    private func appendLoginDate(_ trueNow: NumericDate, _ client: String?, _ response: inout Response) {
        let moment = scopes.scope(for: client).moment(trueNow: trueNow)
        dates.append(moment, of: .issuer, to: &response.fields)
    }
}
