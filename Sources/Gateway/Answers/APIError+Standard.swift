internal import Durations
internal import HTTPMessages
internal import Rules

extension APIError {
    /// What the real service says with that status (its documented codes and messages).
    static func standard(_ status: Status, retryAfter: RetryAfter?, permissions: [String]) -> APIError {
        let seconds = retryAfter?.wait.secondsRoundedUp ?? 0
        return switch status {
        case .badRequest:
            APIError(
                status: status,
                code: "bad.request",
                message: "The request could not be understood by the server due to malformed syntax."
            )
        case .unauthorized:
            APIError(status: status, code: "bad.credentials", message: "Invalid login credentials.")
        case .forbidden: forbidden(permissions)
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout, .gatewayTimeout:
            APIError(status: status, code: "request.timeout", message: "The request timed out.")
        case .tooManyRequests: .tooManyRequests(seconds: seconds)
        case .internalServerError:
            APIError(
                status: status,
                code: "internal.server.error",
                message:
                    "The server encountered an unexpected condition which prevented it from fulfilling the request."
            )
        case .badGateway:
            APIError(status: status, code: "bad.gateway", message: "The server got no valid answer from another one.")
        case .serviceUnavailable:
            APIError(
                status: status,
                code: "service.unavailable",
                message:
                    "Service Unavailable - The server is currently unavailable (because it is overloaded or down for maintenance)."
            )
        default:
            APIError(status: status, code: code(status), message: "The request failed with status \(status.rawValue).")
        }
    }

    static func tooManyRequests(seconds: Int) -> APIError {
        APIError(
            status: .tooManyRequests,
            code: "too.many.requests",
            message: "Rate limit exceeded the maximum. Retry the request in [\(seconds)] seconds"
        )
    }

    private static func forbidden(_ permissions: [String]) -> APIError {
        guard !permissions.isEmpty else {
            return APIError(
                status: .forbidden,
                code: "not.authorized",
                message: "You are not authorized to perform the requested action."
            )
        }
        return missingPermissions(permissions)
    }

    static func missingPermissions(_ permissions: [String]) -> APIError {
        APIError(
            status: .forbidden,
            code: "missing.permissions",
            message: "Unable to perform the requested action. You are missing the following permission(s): "
                + permissions.joined(separator: ", ")
        )
    }

    static func missingAnyPermission(_ permissions: [String]) -> APIError {
        APIError(
            status: .forbidden,
            code: "missing.any.permissions",
            message:
                "Unable to perform the requested action. You must have at least one of the following permissions assigned: "
                + permissions.joined(separator: ", ")
        )
    }

    private static func code(_ status: Status) -> String {
        let phrase = "\(status.reasonPhrase)".lowercased().replacing(" ", with: ".")
        return phrase.isEmpty ? "status.\(status.rawValue)" : phrase
    }
}
