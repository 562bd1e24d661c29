import Gateway
import JSON
import TestSupport

extension FuzzTarget {
    /// Whatever is asked for: the journal shows no secret of it, its own filters refuse what they do not know, and a
    /// browser is sent only to the address that it has asked for.
    static let query = FuzzTarget("query") {
        let gateway = FuzzGateway(try TestGateway { $0.journalSize = 10 })
        return { input in
            guard input.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else { return }
            guard try gateway.send("GET", "\(TestGateway.summary)?\(input.text)") != nil else { return }
            try checkTarget(try newestEntry(gateway), path: TestGateway.summary, query: input)
            let answer = try gateway.send("GET", "/__admin/requests?\(input.text)")
            let status = answer?.status ?? 0
            try require([200, 400].contains(status), "the journal answers \(status): \(answer?.body ?? "")")
            try checkRedirect(gateway, path: "/oauth/authorize", query: input) { $0.hasPrefix($1) }
            try checkRedirect(gateway, path: "/logout", query: input) { $0 == $1 }
        }
    }

    private static func newestEntry(_ gateway: FuzzGateway) throws -> JSONValue {
        guard let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first else {
            throw Violation(description: "the journal is empty")
        }
        return entry
    }

    /// Each parameter stands as it was sent or has its value left out, and a secret one has.
    private static func checkTarget(_ entry: JSONValue, path: String, query: [UInt8]) throws(Violation) {
        let target = Array((entry["target"]?.string ?? "").utf8)
        guard !query.isEmpty else { return try require(target == Array(path.utf8), "the journal shows \(target.text)") }
        let shown = parameters(target.dropFirst(path.utf8.count + 1))
        let sent = parameters(query[...])
        try require(target.starts(with: Array("\(path)?".utf8)) && shown.count == sent.count, "not \(target.text)")
        for (shown, sent) in zip(shown, sent) {
            let name = sent.prefix { $0 != UInt8(ascii: "=") }
            let hidden = [Array(name) + Array("=***".utf8), Array("***".utf8)].contains(Array(shown))
            try require(hidden || shown == sent && !isSecret(name), "the journal shows \(Array(shown).text)")
        }
    }

    private static func parameters(_ query: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        query.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ";") }
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
        path: String,
        query: [UInt8],
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
