package import JSON

/// What an access token says.
package struct AccessTokenClaims: Sendable {
    package let client: String
    package let subject: String
    package let id: String
    package let issuedAt: NumericDate
    package let expiration: NumericDate

    /// - Parameters:
    ///   - subject: the client itself, or the user who signed in.
    ///   - now: on the issuer's clock.
    ///   - backdate: how much earlier than `now` it says that it was issued; some issuers do so for the sake of
    ///     clocks that are behind.
    ///   - lifetime: is kept to: `exp` is `iat` plus this.
    package init(
        client: String,
        subject: String,
        id: String,
        now: NumericDate,
        lifetime: Duration,
        precision: TimestampPrecision,
        rounding: TimestampRounding = .floor,
        backdate: Duration = .zero
    ) {
        self.client = client
        self.subject = subject
        self.id = id
        issuedAt = (now - backdate).rounded(to: precision, rounding)
        expiration = issuedAt + lifetime
    }

    package var times: StampedTimes {
        StampedTimes(issuedAt: issuedAt, notBefore: issuedAt, expiration: expiration)
    }

    package var json: JSONObject {
        JSONObject([
            .init(key: "iss", value: "mock-gateway"),
            .init(key: "client_id", value: .string(client)),
            .init(key: "sub", value: .string(subject)),
            .init(key: "iat", value: issuedAt.json),
            .init(key: "nbf", value: issuedAt.json),
            .init(key: "exp", value: expiration.json),
            .init(key: "jti", value: .string(id)),
        ])
    }

    /// Appends the beginning of the bytes of `json`, straight from the values: what is the same in all tokens of a
    /// client and a subject.
    package func appendBeginning(to output: inout [UInt8]) {
        output.append(contentsOf: #"{"iss":"mock-gateway","client_id":"#.utf8)
        JSONWriter.append(client, to: &output)
        output.append(contentsOf: #","sub":"#.utf8)
        JSONWriter.append(subject, to: &output)
        output.append(contentsOf: #","iat":"#.utf8)
    }

    /// Appends the rest of them.
    package func appendRest(to output: inout [UInt8]) {
        let start = output.count
        issuedAt.append(to: &output)
        let digits = start..<output.count
        output.append(contentsOf: #","nbf":"#.utf8)
        for index in digits { output.append(output[index]) }
        output.append(contentsOf: #","exp":"#.utf8)
        expiration.append(to: &output)
        output.append(contentsOf: #","jti":"#.utf8)
        JSONWriter.append(id, to: &output)
        output.append(UInt8(ascii: "}"))
    }
}
