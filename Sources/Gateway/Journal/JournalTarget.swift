internal import HTTPMessages

/// What was asked for, as the journal keeps it: path and query, the values of parameters that may be secrets left out.
enum JournalTarget {
    /// What the name of such a parameter has in it, dashes and underscores aside.
    private static let hints = [
        "token", "secret", "password", "passwd", "pwd", "auth", "jwt", "session", "signature", "assertion", "verifier",
        "apikey", "credential",
    ]

    private static func isSecret(_ name: Substring) -> Bool {
        let decoded = PercentDecoding.decode(Array(name.utf8).span, plusIsSpace: true) ?? Array(name.utf8)
        // By bytes: to a Swift string, a word with an accent on its last letter is another word.
        let dashes = "-_".utf8
        let plain = String(decoding: decoded, as: UTF8.self).lowercased().utf8.filter { !dashes.contains($0) }
        return plain.elementsEqual("code".utf8) || hints.contains { plain.contains($0.utf8) }
    }

    /// Nil where there is no query.
    static func text(_ path: String, query: Span<UInt8>) -> String? {
        guard query.count > 0 else { return nil }
        let pairs = query.text.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != "=" }
            return isSecret(name) ? "\(name)=***" : String(pair)
        }
        return path + "?" + pairs.joined(separator: "&")
    }
}
