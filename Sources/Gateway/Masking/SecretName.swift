internal import HTTPMessages

/// Tells by its name whether a parameter may hold a secret.
///
/// It errs on the side of masking: a value that is left out costs a look into the program, one that is shown cannot be
/// taken back.
enum SecretName {
    /// A longer name is no name that anybody gave a parameter.
    static let longest = 128

    /// What such a name has in it.
    private static let parts: [[UInt8]] = [
        "accesskey", "apikey", "assertion", "auth", "bearer", "cookie", "credential", "hmac", "jwt", "otp",
        "passphrase",
        "passwd", "password", "private", "pwd", "refresh", "saml", "secret", "sessid", "session", "signature",
        "signingkey", "ticket", "token", "verifier",
    ].map { Array($0.utf8) }

    /// What such a name is.
    private static let wholes: [[UInt8]] = ["code", "key", "pass", "pin", "pw", "sid", "sig"].map { Array($0.utf8) }

    enum Verdict: Sendable, Hashable {
        case harmless, secret
        /// Nobody can tell what it says, or it holds a token itself.
        case unreadable
    }

    /// - Parameter name: as it stands in a query, escapes included.
    static func judge(_ name: Span<UInt8>) -> Verdict {
        guard name.count <= longest else { return .unreadable }
        // Letters in lower case; dashes, underscores, dots and brackets left out.
        var plain = InlineArray<128, UInt8>(repeating: 0)
        var asWritten = plain
        var length = 0
        var index = 0
        while index < name.count {
            var byte = name[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                guard let decoded = escaped(name, at: index) else { return .unreadable }
                byte = decoded
                index += 2
            }
            // Beside ASCII there are letters that fold to it, and marks that a reader does not see.
            guard byte < 0x80 else { return .secret }
            guard !"-_.[] ".utf8.contains(byte) else { continue }
            asWritten[length] = byte
            plain[length] = byte.lowercased
            length += 1
        }
        guard !containsTokenStart(asWritten.span.extracting(0..<length)) else { return .unreadable }
        let text = plain.span.extracting(0..<length)
        for whole in wholes where text.isEqual(to: whole) { return .secret }
        for start in 0..<length where isPart(text, at: start) { return .secret }
        return .harmless
    }

    /// How the base64url of `{"` begins, and so nearly every JWT.
    static func containsTokenStart(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 2 else { return false }
        for index in 0..<bytes.count - 2
        where bytes[index] == UInt8(ascii: "e") && bytes[index + 1] == UInt8(ascii: "y")
            && bytes[index + 2] == UInt8(ascii: "J")
        {
            return true
        }
        return false
    }

    private static func isPart(_ text: Span<UInt8>, at start: Int) -> Bool {
        let first = text[start]
        for part in parts where part[0] == first && start + part.count <= text.count {
            if text.extracting(start..<start + part.count).isEqual(to: part) { return true }
        }
        return false
    }

    /// What the two digits at `index` stand for; nil where they are none.
    static func escaped(_ bytes: Span<UInt8>, at index: Int) -> UInt8? {
        guard index + 1 < bytes.count, let high = bytes[index].hexadecimalValue,
            let low = bytes[index + 1].hexadecimalValue
        else { return nil }
        return high << 4 | low
    }
}
