internal import HTTPMessages

/// Tells by its name whether a parameter may hold a secret.
///
/// It errs on the side of masking: if a value is left out, a person has to look into the program; if a secret is shown,
/// that cannot be undone.
package enum SecretName {
    /// No real parameter has a longer name.
    static let longest = 128

    /// Parts of names that tell of a secret.
    private static let parts: [[UInt8]] = [
        "accesskey", "apikey", "assertion", "auth", "bearer", "cookie", "credential", "devicecode", "hmac", "jwt",
        "otp",
        "passphrase",
        "passwd", "password", "private", "pwd", "refresh", "saml", "secret", "sessid", "session", "signature",
        "signingkey", "ticket", "token", "usercode", "verifier",
    ].map { Array($0.utf8) }

    /// Words of names that tell of a secret if they stand alone: in `clientKey` and `connect.sid`, but not in
    /// `keyword`.
    private static let words: [[UInt8]] = ["key", "keys", "pass", "pin", "pw", "sid", "sig"].map { Array($0.utf8) }

    /// A whole name that tells of a secret: a `countryCode` is harmless.
    private static let whole = Array("code".utf8)

    package enum Verdict: Sendable, Hashable {
        case harmless, secret
        /// The name cannot be read, or holds a token itself.
        case unreadable
    }

    /// - Parameter name: as it stands in a query, escapes included.
    package static func judge(_ name: Span<UInt8>) -> Verdict {
        guard name.count <= longest else { return .unreadable }
        // The name in lower case, without dashes, underscores, dots and brackets.
        var plain = InlineArray<128, UInt8>(repeating: 0)
        var asWritten = plain
        // Where words begin: behind a character that is left out, and at a capital letter behind a small one.
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
            // Outside ASCII there are letters that fold to ASCII, and marks that a reader does not see.
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

    /// Whether the start of a token is in it: the base64url of `{"`, with which nearly every JWT begins.
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

    /// What the two digits at `index` stand for; nil if they are no digits.
    static func escaped(_ bytes: Span<UInt8>, at index: Int) -> UInt8? {
        guard index + 1 < bytes.count, let high = bytes[index].hexadecimalValue,
            let low = bytes[index + 1].hexadecimalValue
        else { return nil }
        return high << 4 | low
    }
}
