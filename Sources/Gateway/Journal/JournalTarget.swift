internal import HTTPMessages

/// What was asked for, as the journal keeps it: path and query, the values of parameters that may be secrets left out.
enum JournalTarget {
    /// RFC 6750 §2.3 and RFC 6749's parameters.
    private static let secrets: Set<String> = [
        "access_token", "refresh_token", "token", "code", "client_secret", "secret", "password", "assertion",
        "code_verifier", "api_key", "apikey",
    ]

    static func text(_ path: String, query: Span<UInt8>) -> String {
        guard query.count > 0 else { return path }
        let pairs = query.text.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != "=" }
            let decoded = PercentDecoding.decode(Array(name.utf8).span, plusIsSpace: true) ?? []
            return secrets.contains(String(decoding: decoded, as: UTF8.self).lowercased())
                ? "\(name)=***" : String(pair)
        }
        return path + "?" + pairs.joined(separator: "&")
    }
}
