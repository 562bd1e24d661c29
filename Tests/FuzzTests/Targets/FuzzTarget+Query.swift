import Gateway
import JSON
import TestSupport

extension FuzzTarget {
    /// Whatever is asked for: the journal shows no secret of it, its own filters refuse what they do not know, and a
    /// browser is sent nowhere but where it has asked to be sent.
    static let query = FuzzTarget("query") {
        let gateway = FuzzGateway(try TestGateway { $0.journalSize = 10 })
        return { input in
            guard input.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else { return }
            guard try gateway.send("GET", "\(TestGateway.summary)?\(input.text)") != nil else { return }
            try checkTarget(try newestEntry(gateway), TestGateway.summary, input)
            let answer = try gateway.send("GET", "/__admin/requests?\(input.text)")
            let status = answer?.status ?? 0
            try require([200, 400].contains(status), "the journal answers \(status): \(answer?.body ?? "")")
            try checkRedirect(gateway, "/oauth/authorize", input) { $0.hasPrefix($1) }
            try checkRedirect(gateway, "/logout", input) { $0 == $1 }
        }
    }

    private static func newestEntry(_ gateway: FuzzGateway) throws -> JSONValue {
        guard let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first else {
            throw Violation(description: "the journal is empty")
        }
        return entry
    }

    private static func checkTarget(_ entry: JSONValue, _ path: String, _ query: [UInt8]) throws(Violation) {
        let shown = query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            return isSecret(name) ? "\(Array(name).text)=***" : Array(pair).text
        }
        let target = query.isEmpty ? path : path + "?" + shown.joined(separator: "&")
        try require(entry["target"] == .string(target), "the journal shows \(entry["target"]?.text ?? "nothing")")
    }

    /// Whether the bytes of a name have a word in them that hints at a secret.
    private static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
        let decoded = ReferenceForm.decoded(name, plusIsSpace: true) ?? Array(name)
        let plain = decoded.text.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
        let words = [
            "token", "secret", "password", "passwd", "pwd", "auth", "jwt", "session", "signature", "assertion",
            "verifier", "apikey", "credential",
        ]
        return plain == Array("code".utf8) || words.contains { plain.contains($0.utf8) }
    }

    private static func checkRedirect(
        _ gateway: FuzzGateway,
        _ path: String,
        _ query: [UInt8],
        _ leadsTo: (String, String) -> Bool
    ) throws {
        guard let answer = try gateway.send("GET", "\(path)?\(query.text)") else { return }
        try require([200, 302, 400].contains(answer.status), "\(path) answers \(answer.status)")
        guard answer.status == 302 else { return }
        let address = ReferenceForm.pairs(query).first { $0.name == "redirect_uri" }?.value ?? ""
        let location = answer["Location"] ?? ""
        try require(!address.isEmpty && leadsTo(location, address), "\(path) leads from \(address) to \(location)")
    }
}
