internal import HTTPMessages
internal import JSON

/// A refused call of the control interface: one line that names the thing, the value and what is allowed.
struct ControlError: Error, Sendable, Hashable {
    let status: Status
    let message: String
    /// The key at fault, where there is one.
    let key: String?

    init(_ message: String, key: String? = nil, status: Status = .badRequest) {
        self.status = status
        self.message = message
        self.key = key
    }

    init(_ error: InputError, status: Status = .badRequest) {
        self.init(error.message, key: error.key, status: status)
    }

    static func methodNotAllowed(_ request: Request, allowed: [Method]) -> ControlError {
        let list = allowed.map { "\($0)" }.joined(separator: ", ")
        return ControlError(
            "\(Excerpt.of(request.methodToken.text)): is no method here; allowed: \(list)",
            status: .methodNotAllowed
        )
    }

    func write(to response: inout Response) {
        response.status = status
        var object = JSONObject([.init(key: "error", value: .string(message))])
        if let key { object["key"] = .string(key) }
        JSONWriter.append(.object(object), to: &response.body)
    }
}
