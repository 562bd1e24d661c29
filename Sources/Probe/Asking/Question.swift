package import JSON
package import JWT

/// One request: which token it carries, and when it leaves.
package struct Question: Sendable, Hashable {
    package enum Time: Sendable, Hashable {
        case absent
        case number(NumericDate)
        /// A date whose digits stand in quotation marks.
        case text(NumericDate)
    }

    package enum Credential: Sendable, Hashable {
        case none
        /// A token whose signature is by no key.
        case forged
        case signed
    }

    package var credential = Credential.signed
    package var issuedAt = Time.absent
    package var notBefore = Time.absent
    package var expiration = Time.absent
    /// When it leaves, by our clock; nil is at once.
    package var sendAt: NumericDate?
    /// Whether it goes over a new connection.
    package var isFresh = false
    /// Questions with the same number carry the same token.
    ///
    /// A question without a number has its own token, so that neither a cache nor a guard against replay knows it.
    package var number: Int?

    package init() {}

    package subscript(claim: TimedClaim) -> Time {
        get {
            switch claim {
            case .iat: issuedAt
            case .nbf: notBefore
            case .exp: expiration
            }
        }
        set {
            switch claim {
            case .iat: issuedAt = newValue
            case .nbf: notBefore = newValue
            case .exp: expiration = newValue
            }
        }
    }

    /// The times of the token, without its other claims.
    package var times: JSONObject {
        var object = JSONObject()
        for claim in TimedClaim.allCases { object[claim.rawValue] = self[claim].json }
        return object
    }

    /// The same question a span later; `span` is a whole number of seconds.
    func moved(by span: Duration) -> Question {
        var question = self
        for claim in TimedClaim.allCases { question[claim] = self[claim].moved(by: span) }
        question.sendAt = sendAt.map { $0 + span }
        return question
    }
}

extension Question.Time {
    package var json: JSONValue? {
        switch self {
        case .absent: nil
        case .number(let date): date.json
        case .text(let date): .string(date.json.text)
        }
    }

    func moved(by span: Duration) -> Self {
        switch self {
        case .absent: .absent
        case .number(let date): .number(date + span)
        case .text(let date): .text(date + span)
        }
    }
}
