internal import HTTPMessages

/// Tells by its name whether a parameter may hold a secret.
///
/// It errs on the side of masking: a value that is left out costs a look into the program, one that is shown cannot be
/// taken back.
package enum SecretName {
    /// A longer name is no name that anybody gave a parameter.
    static let longest = 128

    /// What such a name has in it.
    private static let parts: [[UInt8]] = [
        "accesskey", "apikey", "assertion", "auth", "bearer", "cookie", "credential", "devicecode", "hmac", "jwt",
        "otp",
        "passphrase",
        "passwd", "password", "private", "pwd", "refresh", "saml", "secret", "sessid", "session", "signature",
        "signingkey", "ticket", "token", "usercode", "verifier",
    ].map { Array($0.utf8) }

    /// What such a name has in it as a word of its own: `clientKey` and `connect.sid`, but no `keyword`.
    private static let words: [[UInt8]] = ["key", "keys", "pass", "pin", "pw", "sid", "sig"].map { Array($0.utf8) }

    /// What such a name is, and nothing but: a `countryCode` is harmless.
    private static let whole = Array("code".utf8)

    package enum Verdict: Sendable, Hashable {
        case harmless, secret
        /// Nobody can tell what it says, or it holds a token itself.
        case unreadable
    }

    /// - Parameter name: as it stands in a query, escapes included.
    package static func judge(_ name: Span<UInt8>) -> Verdict {
        guard name.count <= longest else { return .unreadable }
        // Letters in lower case; dashes, underscores, dots and brackets left out.
        var plain = InlineArray<128, UInt8>(repeating: 0)
        var asWritten = plain
        // Where a word begins: behind what is left out, and at a capital letter behind a small one.
        var begins = InlineArray<129, Bool>(repeating: false)
        begins[0] = true
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
            guard !"-_.[] ".utf8.contains(byte) else {
                begins[length] = true
                continue
            }
            if length > 0, isCapital(byte), !isCapital(asWritten[length - 1]) { begins[length] = true }
            asWritten[length] = byte
            plain[length] = byte.lowercased
            length += 1
        }
        guard !containsTokenStart(asWritten.span.extracting(0..<length)) else { return .unreadable }
        let text = plain.span.extracting(0..<length)
        begins[length] = true
        if text.isEqual(to: whole) { return .secret }
        for start in 0..<length {
            if isPart(text, at: start) { return .secret }
            guard begins[start] else { continue }
            for word in words where start + word.count <= length && begins[start + word.count] {
                if text.extracting(start..<start + word.count).isEqual(to: word) { return .secret }
            }
        }
        return .harmless
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

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
