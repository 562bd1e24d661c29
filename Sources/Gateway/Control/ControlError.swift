internal import HTTPMessages
internal import JSON
internal import Policy

/// A refused call of the control interface: one line that names the thing, the value and what is allowed.
struct ControlError: Error, Sendable, Hashable {
    let status: Status
    let message: String
    /// The key at fault, if there is one.
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
        ControlError(
            "\(Excerpt.of(request.methodToken.text)): is no method here; allowed: \(allowed.list)",
            status: .methodNotAllowed
        )
    }

    /// - Parameter kind: the kind of thing that was looked for under that name.
    static func unknown(_ name: String, _ kind: String, key: String = "name") -> ControlError {
        ControlError("\(Excerpt.of(name)): is no \(kind) here", key: key, status: .notFound)
    }

    static var nothingHere: ControlError {
        var paths: [Substring] = []
        for route in ControlRoute.all where paths.last != route.path.dropFirst() {
            paths.append(route.path.dropFirst())
        }
        let list = paths.joined(separator: ", ")
        return ControlError("there is nothing here; allowed: /__admin/ and one of \(list)", status: .notFound)
    }

    func write(to response: inout Response) {
        response.status = status
        var object = JSONObject([.init(key: "error", value: .string(message))])
        if let key { object["key"] = .string(key) }
        JSONWriter.append(.object(object), to: &response.body)
    }
}
