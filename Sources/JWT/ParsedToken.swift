package import JSON

/// A token taken apart (RFC 7515 §3.1), with nothing checked but its form.
package struct ParsedToken: Sendable {
    package let header: JSONObject
    /// Decoded but not read: that has to wait until the signature is checked.
    let payload: [UInt8]
    let signature: [UInt8]
    /// How many bytes of the token the signature covers.
    let signedCount: Int

    package init(_ token: Span<UInt8>) throws(TokenError) {
        var dots: [Int] = []
        for index in 0..<token.count where token[index] == UInt8(ascii: ".") {
            guard dots.count < 2 else { throw .malformed }
            dots.append(index)
        }
        guard dots.count == 2,
            let headerBytes = Base64URL.decode(token.extracting(0..<dots[0])),
            let payload = Base64URL.decode(token.extracting((dots[0] + 1)..<dots[1])),
            let signature = Base64URL.decode(token.extracting((dots[1] + 1)..<token.count)),
            case .object(let header)? = try? JSONParser.parse(headerBytes)
        else { throw .malformed }
        self.header = header
        self.payload = payload
        self.signature = signature
        signedCount = dots[1]
    }

    /// The claims as they stand.
    package func claims() throws(TokenError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(payload)
        } catch {
            throw TokenError(inClaims: error)
        }
        guard case .object(let claims) = value else { throw .malformed }
        return claims
    }
}

extension TokenError {
    /// What a payload that cannot be read is refused for.
    init(inClaims error: JSONError) {
        // RFC 7519 §4: claim names must be unique.
        if case .duplicateKey(let name) = error.reason { self = .claimInvalid(name) } else { self = .malformed }
    }
}
