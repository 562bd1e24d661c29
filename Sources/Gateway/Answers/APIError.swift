internal import HTTPMessages
internal import JSON
internal import Policy

/// An error in the shape of the real service's `ErrorBody`.
struct APIError: Error, Sendable, Hashable {
    let status: Status
    let code: String
    let message: String
    /// The field of the request that it is about.
    var field: String?

    static let notFound = APIError(
        status: .notFound,
        code: "not.found",
        message: "The requested resource was not found."
    )
    static let methodNotAllowed = APIError(
        status: .methodNotAllowed,
        code: "method.not.allowed",
        message: "The request method is not allowed for this resource."
    )
    static let notAUser = APIError(
        status: .badRequest,
        code: "not.a.user",
        message:
            "This request requires a user context. Client credentials cannot be used for requests to this resource."
    )

    static let encodedBody = APIError(
        status: .unsupportedMediaType,
        code: "unsupported.media.type",
        message: "Unsupported Media Type - \(encodedBodyProblem)"
    )

    static let encodedBodyProblem =
        "the body has a Content-Encoding; allowed: none, or identity (Accept-Encoding says so too)"

    static let notImplemented = APIError(
        status: .notImplemented,
        code: "not.implemented",
        message: "CONNECT is not implemented."
    )

    /// What the real service says of malformed syntax, with the part that was malformed.
    static func badRequest(_ what: String) -> APIError {
        APIError(
            status: .badRequest,
            code: "bad.request",
            message: "The request could not be understood by the server due to malformed syntax. (\(what))"
        )
    }

    /// What is wrong with a request that the server could not read.
    static func malformed(_ error: RequestError) -> APIError {
        guard error.status != .badRequest else { return badRequest("\(error)") }
        let code = "\(error.status.reasonPhrase)".lowercased().replacing(" ", with: ".")
        return APIError(status: error.status, code: code, message: "The request was refused: \(error).")
    }

    func write(contextID: UUID, to response: inout Response) {
        response.status = status
        let body: JSONValue = [
            "message": .string(message),
            "code": .string(code),
            "status": JSONValue(status.rawValue),
            "contextId": .string(contextID.text),
            "details": field.map { [["errorCode": .string(code), "fieldName": .string($0)]] } ?? [],
            "errors": [],
        ]
        JSONWriter.append(body, to: &response.body)
    }
}
