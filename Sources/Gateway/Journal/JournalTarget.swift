internal import HTTPMessages

/// What was asked for, as the journal keeps it: path and query, the values of parameters that may be secrets left out.
enum JournalTarget {
    /// What the name of such a parameter has in it, dashes and underscores aside.
    private static let hints = [
        "token", "secret", "password", "passwd", "passphrase", "pwd", "auth", "bearer", "jwt", "session", "signature",
        "assertion", "verifier", "apikey", "accesskey", "credential",
    ]
    /// What the name of such a parameter is.
    private static let names = ["code", "key", "pass", "pin", "sig"]
    /// How the base64url of `{"` begins, and so every JWT.
    private static let tokenStart = "eyJ"

    /// Nil where there is no query.
    static func text(_ path: String, query: Span<UInt8>) -> String? {
        guard query.count > 0 else { return nil }
        let text = query.text
        var output = path + "?"
        var pair = text.startIndex
        // Some servers take a semicolon for a separator too.
        while let end = text[pair...].firstIndex(where: { $0 == "&" || $0 == ";" }) {
            output += masked(text[pair..<end]) + String(text[end])
            pair = text.index(after: end)
        }
        return output + masked(text[pair...])
    }

    /// The pair as it is, or `name=***`, or `***` where nobody can tell the name, or it is a token itself.
    private static func masked(_ pair: Substring) -> String {
        let name = pair.prefix { $0 != "=" }
        guard let plainName = decoded(name), !plainName.utf8.contains(tokenStart.utf8) else { return "***" }
        let holdsToken = decoded(pair[name.endIndex...])?.utf8.contains(tokenStart.utf8) ?? true
        return holdsToken || isSecret(plainName) ? "\(name)=***" : String(pair)
    }

    /// Nil for an escape that is none, by which anything might be meant.
    private static func decoded(_ text: Substring) -> String? {
        PercentDecoding.decode(Array(text.utf8).span, plusIsSpace: true).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isSecret(_ name: String) -> Bool {
        // By bytes: to a Swift string, a word with an accent on its last letter is another word.
        let dashes = "-_".utf8
        let plain = name.lowercased().utf8.filter { !dashes.contains($0) }
        return names.contains { plain.elementsEqual($0.utf8) } || hints.contains { plain.contains($0.utf8) }
    }
}
