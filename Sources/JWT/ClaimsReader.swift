internal import JSON

/// Reads the claims of a payload from its bytes, and keeps nothing of the other members.
///
/// It says the same of any bytes as `ParsedToken.claims`, which makes a value of each member. If there are very many
/// tokens, each of them has to be read again nearly every time.
struct ClaimsReader: ~Escapable {
    private enum Name { case issuedAt, notBefore, expiration, subject, client, id }

    private var cursor: JSONCursor
    private var keys = JSONKeys()
    private var claims = Claims(issuedAt: nil, expiration: nil)
    private var hasClient = false
    /// Which of the names are there but are no string.
    private var isInvalid = (subject: false, client: false, id: false)
    /// The text that was read last: the subject is mostly the client too.
    private var recent: (place: Range<Int>, text: String)?

    @_lifetime(copy payload)
    private init(_ payload: Span<UInt8>) {
        cursor = JSONCursor(payload, depthLimit: JSONParser.depthLimit)
    }

    /// - Parameter payload: decoded.
    static func claims(in payload: Span<UInt8>) throws(TokenError) -> Claims {
        var reader = ClaimsReader(payload)
        let isObject: Bool
        do throws(JSONError) {
            isObject = try reader.read()
        } catch {
            throw TokenError(inClaims: error)
        }
        guard isObject else { throw .malformed }
        return reader.claims
    }

    /// Reads the payload; false if it is no object.
    private mutating func read() throws(JSONError) -> Bool {
        let isObject = try cursor.kind() == .object
        if isObject {
            try cursor.beginObject()
            while let key = try cursor.nextKey() {
                try keys.insert(key, of: cursor)
                try readMember(key)
            }
        } else {
            _ = try JSONParser.value(at: &cursor)
        }
        try cursor.end()
        if !hasClient { claims.client = claims.subject }
        claims.invalidName =
            isInvalid.subject ? "sub" : isInvalid.client ? "client_id" : isInvalid.id ? "jti" : nil
        return isObject
    }

    private mutating func readMember(_ key: JSONCursor.Text) throws(JSONError) {
        switch name(key) {
        case .issuedAt: claims.issuedAt = try time()
        case .notBefore: claims.notBefore = try time()
        case .expiration: claims.expiration = try time()
        case .subject:
            claims.subject = try text()
            isInvalid.subject = claims.subject == nil
        case .client:
            hasClient = true
            claims.client = try text()
            isInvalid.client = claims.client == nil
        case .id:
            claims.id = try text()
            isInvalid.id = claims.id == nil
        case nil:
            switch try cursor.kind() {
            // Keys inside must not stand twice either.
            case .object, .array: _ = try JSONParser.value(at: &cursor)
            case .string, .number, .bool, .null: try cursor.skip()
            }
        }
    }

    private func name(_ key: JSONCursor.Text) -> Name? {
        guard !key.hasEscapes else {
            var bytes: [UInt8] = []
            cursor.append(key, to: &bytes)
            return Self.name(bytes.span)
        }
        return Self.name(cursor.bytes(key.range))
    }

    private static func name(_ key: Span<UInt8>) -> Name? {
        if key.count == 9 { return isSame(key, "client_id") ? .client : nil }
        guard key.count == 3 else { return nil }
        return switch key[0] {
        case UInt8(ascii: "i"): isSame(key, "iat") ? .issuedAt : nil
        case UInt8(ascii: "n"): isSame(key, "nbf") ? .notBefore : nil
        case UInt8(ascii: "e"): isSame(key, "exp") ? .expiration : nil
        case UInt8(ascii: "s"): isSame(key, "sub") ? .subject : nil
        case UInt8(ascii: "j"): isSame(key, "jti") ? .id : nil
        default: nil
        }
    }

    /// - Parameter name: as long as `key`.
    private static func isSame(_ key: Span<UInt8>, _ name: StaticString) -> Bool {
        for index in 0..<key.count {
            guard unsafe key[index] == name.utf8Start[index] else { return false }
        }
        return true
    }

    private mutating func time() throws(JSONError) -> TimeClaim {
        guard try cursor.kind() == .number else { return TimeClaim(try JSONParser.value(at: &cursor)) }
        let range = try cursor.number()
        return TimeClaim(number: cursor.bytes(range))
    }

    /// The next value, if it is a string; nil if it is something else.
    private mutating func text() throws(JSONError) -> String? {
        guard try cursor.kind() == .string else {
            _ = try JSONParser.value(at: &cursor)
            return nil
        }
        let place = try cursor.string()
        if let recent, !place.hasEscapes, cursor.isSame(recent.place, place.range) { return recent.text }
        let text = cursor.text(place)
        if !place.hasEscapes { recent = (place.range, text) }
        return text
    }
}
