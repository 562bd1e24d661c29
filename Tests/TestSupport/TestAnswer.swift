internal import Gateway
package import HTTPMessages
package import JSON

/// An answer as a test looks at it.
package struct TestAnswer: Sendable {
    package let status: Int
    package let fields: [(name: String, value: String)]
    package let body: String
    /// What its connection speaks from here on, if that is no HTTP.
    package var switched: SwitchedProtocol?
    /// How a server would let it leave.
    package var delivery: Delivery?
    /// An answer that has not come yet.
    package var deferral: Deferral?

    package init(_ response: borrowing Response) {
        status = response.status.rawValue
        fields = Self.fields(String(decoding: response.fields.bytes, as: UTF8.self))
        body = String(decoding: response.body + Self.list(response.content), as: UTF8.self)
        delivery = response.delivery
        switch response.content {
        case .bytes, .stream: break
        case .later(let deferral): self.deferral = deferral
        case .switching(let other): switched = other
        }
    }

    /// A list that is made piece by piece; what goes on without an end is left to the test.
    private static func list(_ content: Response.Content) -> [UInt8] {
        guard case .stream(let stream) = content, let list = stream as? ListingStream else { return [] }
        var bytes: [UInt8] = []
        while case .bytes(let piece) = list.next(orWake: {}) { bytes += piece }
        return bytes
    }

    /// - Parameter head: an answer's bytes up to the empty line.
    package init(head: String, body: String) {
        let lines = head.split(separator: "\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ")
        status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        fields = Self.fields(lines.count > 1 ? String(lines[1]) : "")
        self.body = body
    }

    private static func fields(_ text: String) -> [(String, String)] {
        text.split(separator: "\r\n").map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
    }

    /// What a deferred answer comes to, once its time has come.
    package func finished() -> TestAnswer {
        var response = Response()
        deferral?.finish(&response)
        return TestAnswer(response)
    }

    /// Names are compared to the letter: clients depend on their spelling.
    package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    package var json: JSONValue? { try? JSONParser.parse(Array(body.utf8)) }
}
