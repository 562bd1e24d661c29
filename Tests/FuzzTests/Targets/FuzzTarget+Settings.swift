import JSON
import JWT
import TestSupport

@testable import Gateway
@testable import Policy
@testable import Rules

extension FuzzTarget {
    /// No settings, clock, client or fault that somebody sends breaks the gateway, what is refused changes nothing, and
    /// what is shown can be sent back.
    ///
    /// Each line of the input is a call: its word, a space and its body; settings if it has no such word.
    static let settings = FuzzTarget("settings") {
        let gateway = FuzzGateway(try TestGateway { $0.journalSize = 100 })
        let start = gateway.gateway.clock.now
        return { input in
            gateway.gateway.clock.set(start)
            _ = try gateway.control("POST", "reset")
            let before = try state(gateway)
            var now = before
            for line in input.split(separator: UInt8(ascii: "\n")).prefix(8) {
                try call(Array(line), on: gateway, now: &now)
            }
            guard now != before else { return }
            try checkToken(gateway)
            try checkSettings(gateway)
            try checkClient(gateway)
            try checkFaults(gateway)
        }
    }

    private static let calls: [String: (method: String, path: String)] = [
        "clock": ("POST", "clock"), "client": ("PUT", "clients/c"), "change": ("PATCH", "clients/c"),
        "client-clock": ("POST", "clients/c/clock"), "fault": ("POST", "faults"), "faults": ("PUT", "faults"),
        "mint": ("POST", "tokens"), "verify": ("POST", "requests/verify"),
    ]

    private static func call(_ line: [UInt8], on gateway: FuzzGateway, now: inout [String]) throws {
        let word = Array(line.prefix { $0 != 0x20 }).text
        let body = Array(line.dropFirst(word.utf8.count + 1))
        if word == "wait" {
            // At most a year: true time is not for anybody to set.
            guard let time = try? DurationText.parse(body.text), (.zero ... .seconds(31_536_000)).contains(time) else {
                return
            }
            gateway.gateway.clock.advance(time)
            return now = try state(gateway)
        }
        let call = calls[word]
        let answer = try gateway.control(
            call?.method ?? "PATCH",
            call?.path ?? "settings",
            body: call == nil ? line : body
        )
        let after = try state(gateway)
        defer { now = after }
        guard answer.status >= 300 else { return }
        let error = answer.json?["error"]?.string
        try require(error?.isEmpty == false, "a refusal without an error: \(answer.body)")
        try require(now == after, "refused, but \(now) has become \(after)")
    }

    /// All that a refused call must not change.
    private static func state(_ gateway: FuzzGateway) throws -> [String] {
        try ["settings", "clients", "faults"].map { try gateway.control("GET", $0).body }
    }

    /// A token of the client, judged by the gateway and by inspection.
    private static func checkToken(_ gateway: FuzzGateway) throws {
        let minted = try gateway.control("POST", "tokens", body: Array(#"{"clientId": "c"}"#.utf8))
        guard let token = minted.json?["access_token"]?.string else {
            throw Violation(description: "no token: \(minted.body)")
        }
        let question: JSONValue = ["token": .string(token)]
        let inspection = try gateway.control("POST", "tokens/inspect", body: question.serialized())
        let answer = try gateway.gateway.summary(token)
        let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
        guard entry?["fault"] == .null, answer.status != 429 else { return }
        try require([200, 401].contains(answer.status), "the gateway answers \(answer.status)")
        guard let node = entry?["node"]?.number?.integer else {
            let said = inspection.json?["reason"]
            return try require(entry?["reason"] == said, "\(inspection.body) of \(entry?.text ?? "")")
        }
        let said = inspection.json?["nodes"]?.array ?? []
        try require(said.indices.contains(node - 1), "node \(node) of \(said.count)")
        try require(entry?["reason"] == said[node - 1]["reason"], "\(said[node - 1]) of \(entry?.text ?? "")")
    }

    private static func checkSettings(_ gateway: FuzzGateway) throws {
        let shown = try settings(gateway)
        let patched = try gateway.control("PATCH", "settings", body: shown.serialized())
        try require(patched.status == 200, "\(shown.text) is refused: \(patched.body)")
        let again = try settings(gateway)
        try require(again == shown, "\(shown.text) becomes \(again.text)")
    }

    /// As they can be sent back.
    private static func settings(_ gateway: FuzzGateway) throws -> JSONValue {
        let json = try gateway.control("GET", "settings").json
        return .object(sendable(json?.object ?? JSONObject(), Setting.all.map(\.name)))
    }

    private static func sendable(_ object: JSONObject, _ keys: [String]) -> JSONObject {
        JSONObject(
            object.members.filter { keys.contains($0.key) }.map { member in
                // Shown as OAuth has it, in seconds; a number that is sent is milliseconds.
                guard member.key == "expiresIn", let seconds = member.value.number else { return member }
                return .init(key: member.key, value: .string(seconds.text + "s"))
            }
        )
    }

    private static func checkClient(_ gateway: FuzzGateway) throws {
        guard let shown = try client(gateway) else { return }
        let put = try gateway.control("PUT", "clients/c", body: shown.serialized())
        try require(put.status == 200, "\(shown.text) is refused: \(put.body)")
        let again = try client(gateway)
        try require(again == shown, "\(shown.text) becomes \(again?.text ?? "nothing")")
    }

    private static func client(_ gateway: FuzzGateway) throws -> JSONValue? {
        let answer = try gateway.control("GET", "clients/c")
        guard answer.json?["configured"] == true, let object = answer.json?.object else { return nil }
        return .object(sendable(object, Client.keys))
    }

    private static func checkFaults(_ gateway: FuzzGateway) throws {
        let shown = try faults(gateway)
        let put = try gateway.control("PUT", "faults", body: shown.serialized())
        try require(put.status == 200, "\(shown.text) is refused: \(put.body)")
        let again = try faults(gateway)
        try require(again == shown, "\(shown.text) becomes \(again.text)")
    }

    private static func faults(_ gateway: FuzzGateway) throws -> JSONValue {
        let faults = try gateway.control("GET", "faults").json?["faults"]?.array ?? []
        return ["faults": .array(faults.map { .object(sendable($0.object ?? JSONObject(), Fault.keys)) })]
    }
}
