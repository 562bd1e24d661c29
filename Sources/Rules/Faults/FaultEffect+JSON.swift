internal import Durations
internal import HTTPMessages
internal import JSON
package import Policy

extension FaultEffect {
    /// How long a client should wait, if the definition does not say.
    private static let standardRetry = RetryAfter.seconds(.seconds(1))
    /// The word for an answer without `Retry-After`, on purpose.
    private static let noRetry = "none"

    init(_ members: Members) throws(InputError) {
        replacement = try Self.replacement(members)
        delay = try members.value("delay", allowed: Delay.allowed) { text throws(SettingError) in try Delay(text) }
        manner = try Self.manner(members)
        tokenAnswer = try TokenAnswerChange(members)
        guard tokenAnswer == nil || replacement == nil else {
            throw members.errorWithoutValue(
                members["tokenAnswer"] == nil ? "tokenAnswerWithout" : "tokenAnswer",
                "contradicts what stands in the answer's place",
                allowed: "without status, error and variant"
            )
        }
    }

    private static func replacement(_ members: Members) throws(InputError) -> Replacement? {
        let keys = ["status", "error", "variant"].filter { members[$0] != nil }
        guard keys.count <= 1 else {
            throw members.errorWithoutValue(keys[1], "contradicts \(keys[0])", allowed: "one of status, error, variant")
        }
        for (key, owner) in [("retryAfter", "status"), ("permissions", "status"), ("description", "error")]
        where members[key] != nil && members[owner] == nil {
            throw members.errorWithoutValue(key, "belongs to \(owner)", allowed: "together with it")
        }
        if let name = try members.string("variant") { return .variant(name) }
        if let error = try oauth(members) { return .oauth(error) }
        guard let status = try members.integer("status", in: 400...599) else { return nil }
        let isTooMany = status == Status.tooManyRequests.rawValue
        let given = try members.value("retryAfter", allowed: RetryAfter.allowed) {
            text throws(SettingError) -> RetryAfter? in
            text == noRetry ? nil : try RetryAfter(text)
        }
        return .status(
            Status(rawValue: status),
            retryAfter: given ?? (isTooMany ? standardRetry : nil),
            permissions: try members.strings("permissions") ?? []
        )
    }

    /// `rate_limit` stands for what the real login host says (Terraform looks for exactly these words).
    private static func oauth(_ members: Members) throws(InputError) -> OAuthError? {
        guard let name = try members.string("error") else { return nil }
        if name == "rate_limit" {
            guard members["description"] == nil else {
                throw members.errorWithoutValue(
                    "description",
                    "contradicts rate_limit",
                    allowed: "none, as it has its own"
                )
            }
            return .rateLimitExceeded
        }
        guard let code = OAuthError.Code(rawValue: name) else {
            let codes = ["rate_limit"] + OAuthError.Code.allCases.map(\.rawValue)
            throw members.error("error", "is no error", allowed: codes.joined(separator: ", "))
        }
        return OAuthError(code, try members.string("description") ?? "made to fail")
    }

    private static func manner(_ members: Members) throws(InputError) -> Delivery.Manner {
        var found: [(key: String, manner: Delivery.Manner)] = []
        if try members.flag("reset") { found.append(("reset", .reset)) }
        if try members.flag("malformedChunk") { found.append(("malformedChunk", .malformedChunk)) }
        if try members.flag("silence") { found.append(("silence", .silence)) }
        if let count = try members.integer("closeAfter", in: 0...1_000_000_000) {
            found.append(("closeAfter", .cut(after: count)))
        }
        if let difference = try members.integer("wrongLength", in: -1_000_000_000...1_000_000_000) {
            guard difference != 0 else { throw members.error("wrongLength", "is right", allowed: "any other") }
            found.append(("wrongLength", .wrongLength(by: difference)))
        }
        if let rate = try members.integer("drip", in: 1...1_000_000_000) {
            found.append(("drip", .drip(bytesPerSecond: rate)))
        }
        guard found.count <= 1 else {
            throw members.errorWithoutValue(found[1].key, "contradicts \(found[0].key)", allowed: "one of them")
        }
        return found.first?.manner ?? .whole
    }

    func append(to object: inout JSONObject) {
        switch replacement {
        case .status(let status, let retryAfter, let permissions):
            object["status"] = JSONValue(status.rawValue)
            if let retryAfter {
                object["retryAfter"] = .string(retryAfter.written)
            } else if status == .tooManyRequests {
                object["retryAfter"] = .string(Self.noRetry)
            }
            if !permissions.isEmpty { object["permissions"] = .array(permissions.map { .string($0) }) }
        case .oauth(let error):
            object["error"] = .string(error == .rateLimitExceeded ? "rate_limit" : error.code.rawValue)
            if error != .rateLimitExceeded { object["description"] = .string(error.description) }
        case .variant(let name): object["variant"] = .string(name)
        case nil: break
        }
        tokenAnswer?.append(to: &object)
        if let delay { object["delay"] = .string(delay.text) }
        switch manner {
        case .whole: break
        case .reset: object["reset"] = true
        case .malformedChunk: object["malformedChunk"] = true
        case .silence: object["silence"] = true
        case .cut(let count): object["closeAfter"] = JSONValue(count)
        case .wrongLength(let difference): object["wrongLength"] = JSONValue(difference)
        case .drip(let rate): object["drip"] = JSONValue(rate)
        }
    }
}

extension FaultEffect.Delay {
    static let allowed = "a duration such as 300ms, or from one to another such as 100ms..900ms, at most 10m"
    private static let longest = Duration.seconds(600)

    package init(_ text: String) throws(SettingError) {
        var ends: [Int] = []
        for part in text.split(separator: "..", omittingEmptySubsequences: false) {
            guard let duration = try? DurationText.parse(String(part)), duration >= .zero, duration <= Self.longest
            else { throw SettingError(text, "is no delay", allowed: Self.allowed) }
            ends.append(duration.millisecondsRoundedDown)
        }
        guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last else {
            throw SettingError(text, "is no delay", allowed: Self.allowed)
        }
        range = first...last
    }
}
