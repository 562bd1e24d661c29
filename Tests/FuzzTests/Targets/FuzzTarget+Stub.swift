import JSON
import TestSupport

@testable import Gateway
@testable import Rules

extension FuzzTarget {
    /// A stub is refused with its key and a reason, and changes nothing, or answers as a plainer reading of it says; what
    /// is shown of it can be sent back.
    ///
    /// The input is the body of `PUT /__admin/fixtures`.
    static let stub = FuzzTarget("stub") {
        let gateway = FuzzGateway(try TestGateway { $0.journalSize = 10 })
        let token = try gateway.gateway.accessToken(client: "c")
        return { input in
            _ = try gateway.control("DELETE", "fixtures")
            let answer = try gateway.control("PUT", "fixtures", body: input)
            let isTaken = answer.status == 201
            guard let value = try? JSONParser.parse(document: input.span) else {
                return try require(answer.status == 400, "not refused: \(answer.body)")
            }
            switch ReferenceStub.read(value) {
            case .bad: try require(!isTaken, "not refused: \(answer.body)")
            case .good(let stub):
                // A placeholder that is none is found with those of fixtures.
                try require(isTaken == (template(stub, []) != nil), "\(answer.body) for \(value.text)")
                if isTaken { try checkServing(stub, shown: answer, on: gateway, token: token) }
            case .open(let stub):
                if isTaken { try checkServing(stub, shown: answer, on: gateway, token: token) }
            }
            guard isTaken else {
                let error = answer.json?["error"]?.string
                try require(
                    answer.status == 400 && error?.isEmpty == false,
                    "a refusal without an error: \(answer.body)"
                )
                let left = try gateway.control("GET", "fixtures").json?["fixtures"]
                return try require(left == [], "refused, but there is \(left?.text ?? "nothing")")
            }
            try checkShown(answer, gateway)
        }
    }

    private static func template(_ stub: ReferenceStub, _ values: [String]) -> ReferenceTemplate? {
        var captures: [String: String] = [:]
        for (index, name) in stub.names.enumerated() where captures[name] == nil {
            captures[name] = index < values.count ? values[index] : ""
        }
        return ReferenceTemplate(stub.text, captures: captures, client: "c", now: ManualClock().now)
    }

    private static func checkServing(
        _ stub: ReferenceStub,
        shown: TestAnswer,
        on gateway: FuzzGateway,
        token: String
    ) throws {
        guard stub.method != "TRACE", let (path, captures) = stub.request, path.utf8.count < 4_000 else { return }
        let fields = [("Authorization", "Bearer \(token)")]
        guard let answer = try gateway.send(stub.method, path, fields: fields) else {
            throw Violation(description: "\(path) is no request")
        }
        let isServed = answer["X-Mock-Gateway-Answer"] == "stub"
        if let isFirst = stub.isFirst {
            try require(isServed == isFirst, "\(stub.method) \(path) is answered \(answer.status) \(answer.fields)")
        }
        guard isServed else { return }
        let status = shown.json?["status"]?.number?.integer
        try require(answer.status == status, "\(answer.status) is not \(status ?? 0)")
        for (name, value) in stub.fields {
            let bare = String(decoding: value.utf8.drop { $0 == 0x20 }, as: UTF8.self)
            try require(
                answer.fields.contains {
                    $0.name.utf8.elementsEqual(name.utf8) && $0.value.utf8.elementsEqual(bare.utf8)
                },
                "\(name) is not in \(answer.fields)"
            )
        }
        guard let text = template(stub, captures) else {
            throw Violation(description: "not refused: \(stub.text.text)")
        }
        try require(text.matches(Array(answer.body.utf8)), "\(answer.body) of \(stub.text.text)")
    }

    /// The same once more takes its own place.
    private static func checkShown(_ answer: TestAnswer, _ gateway: FuzzGateway) throws {
        let shown = answer.json?.object?.members.filter { Stub.keys.contains($0.key) } ?? []
        let sent = JSONValue.object(JSONObject(shown))
        let again = try gateway.control("PUT", "fixtures", body: sent.serialized())
        try require(again.status == 200, "\(sent.text) is refused: \(again.body)")
        let now = again.json?.object?.members.filter { Stub.keys.contains($0.key) } ?? []
        try require(JSONValue.object(JSONObject(now)) == sent, "\(sent.text) becomes \(again.body)")
        let count = try gateway.control("GET", "fixtures").json?["fixtures"]?.array?.count
        try require(count == 1, "there are \(count ?? 0)")
    }
}
