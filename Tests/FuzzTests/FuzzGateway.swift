import HTTPMessages
import JSON
import TestSupport

/// A gateway that is asked anything, and looks at each of its answers before it hands it on.
struct FuzzGateway {
    let gateway: TestGateway

    init(_ gateway: TestGateway) { self.gateway = gateway }

    /// - Returns: nil if the bytes are no whole request.
    func send(
        _ method: String,
        _ target: String,
        fields: [(String, String)] = [],
        body: [UInt8] = [],
        host: String = "localhost"
    ) throws -> TestAnswer? {
        let length = body.isEmpty ? [] : [("Content-Length", "\(body.count)")]
        return try send(TestRequest.bytes(method, target, fields: fields + length, host: host) + body)
    }

    func send(_ request: [UInt8]) throws -> TestAnswer? {
        let answer: TestAnswer
        do {
            answer = try gateway.send(request)
        } catch is TestRequest.Unreadable {
            return nil
        }
        // Nobody will wait for it, or read what has been logged.
        answer.deferral?.abandon()
        gateway.log.removeAll()
        try Self.check(answer)
        return answer
    }

    func control(_ method: String, _ path: String, body: [UInt8] = []) throws -> TestAnswer {
        guard let answer = try send(method, "/__admin/\(path)", body: body) else {
            throw Violation(description: "\(method) \(path) is no request")
        }
        return answer
    }

    /// Checks what holds for every answer: its status is known, its fields are whole, and it is JSON if it says so.
    private static func check(_ answer: TestAnswer) throws(Violation) {
        try require((200...599).contains(answer.status), "the status is \(answer.status)")
        let isAsked = answer["X-Mock-Gateway-Answer"] == "stub"
        try require(answer.status != 500 || isAsked, "the gateway has failed: \(answer.body)")
        for (name, value) in answer.fields {
            try require(!name.isEmpty && name.utf8.allSatisfy(\.isTokenCharacter), "a field is called \(name)")
            try require(value.utf8.allSatisfy(\.isFieldValueCharacter), "\(name) has control characters")
        }
        guard answer["Content-Type"] == "application/json", !answer.body.isEmpty else { return }
        try require(answer.json != nil, "the body is no JSON: \(answer.body)")
    }
}
