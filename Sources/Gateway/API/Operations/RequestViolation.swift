internal import Definition
internal import HTTPMessages
internal import JSON
internal import Policy

extension OperationEndpoint {
    /// In what the request differs from what the definition asks for, without its values, and cut to a length.
    func problems(of request: Request) -> [RequestProblem] {
        // Most requests are like that, and need no check.
        if asksForNothing, request.query.isEmpty, request.body.isEmpty { return [] }
        var query: [(name: String, value: String)] = []
        var start = 0
        while start < request.query.count {
            let rest = request.query.extracting(start..<request.query.count)
            let pair = rest.extracting(0..<(rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count))
            start += pair.count + 1
            guard pair.count > 0 else { continue }
            let nameEnd = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
            let value = pair.extracting(min(nameEnd + 1, pair.count)..<pair.count)
            query.append((Self.decoded(pair.extracting(0..<nameEnd)), Self.decoded(value)))
        }
        return operations.definition.problems(of: operation, query: query, body: body(of: request)).map(\.told)
    }

    private static func decoded(_ bytes: Span<UInt8>) -> String {
        String(decoding: PercentDecoding.decode(bytes, plusIsSpace: true) ?? bytes.array, as: UTF8.self)
    }

    private func body(of request: Request) -> APIDefinition.RequestBody {
        guard operation.takesBody, request.body.count > 0 else { return .none }
        do throws(JSONError) {
            return .json(try JSONParser.parse(document: request.body))
        } catch {
            return .malformed
        }
    }
}

extension RequestProblem {
    /// Whether a strict gateway refuses a request for it: what is deprecated still works.
    var isRefused: Bool { kind != .deprecated && kind != .noOperation }

    /// The problem as journal and answers tell it: its name comes from the client, and may be a secret or long.
    fileprivate var told: RequestProblem {
        RequestProblem(
            kind,
            in: place,
            name: SecretMask.text(Excerpt.of(name)),
            allowed: allowed.map { Excerpt.of($0, limit: 200) }
        )
    }

    /// The error in the shape of the real service.
    var error: APIError {
        var error: APIError
        switch kind {
        case .unknownValue:
            error = APIError(status: .badRequest, code: "invalid.value", message: "\(self).")
        case .wrongType where allowed == "a date and time" || allowed == "a date":
            error = APIError(
                status: .badRequest,
                code: "invalid.date",
                message:
                    "Dates must be specified as ISO-8601 strings. For example: yyyy-MM-ddTHH:mm:ss.SSSZ (\(self))"
            )
        default: error = .badRequest("\(self)")
        }
        error.field = name.isEmpty ? nil : name
        return error
    }
}
