internal import HTTPMessages
internal import JSON

/// An error in the shape of the real service's `ErrorBody`.
struct APIError: Error, Sendable, Hashable {
    let status: Status
    let code: String
    let message: String

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

    /// What the real service says of malformed syntax, and what it was.
    static func badRequest(_ what: String, status: Status = .badRequest) -> APIError {
        let message = "The request could not be understood by the server due to malformed syntax. (\(what))"
        return APIError(
            status: status,
            code: status == .badRequest ? "bad.request" : code(of: status),
            message: message
        )
    }

    private static func code(of status: Status) -> String {
        "\(status.reasonPhrase)".lowercased().replacing(" ", with: ".")
    }

    func write(contextID: UUID, to response: inout Response) {
        response.status = status
        let body: JSONValue = [
            "message": .string(message),
            "code": .string(code),
            "status": JSONValue(status.rawValue),
            "contextId": .string(contextID.text),
            "details": [],
            "errors": [],
        ]
        JSONWriter.append(body, to: &response.body)
    }
}
