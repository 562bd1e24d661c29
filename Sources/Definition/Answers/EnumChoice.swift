/// Which value of an enumeration stands in an answer.
///
/// Not the first: nine in ten of the enumerations that tell a progress begin with a value that is not final, and a
/// client that waits for the end would wait for ever; hundreds begin with `unknown`.
enum EnumChoice {
    /// - Parameters:
    ///   - values: in JSON; at least one.
    ///   - name: the field's.
    static func choose(_ values: [String], name: String) -> String {
        let plain = values.map(word)
        if isProgress(name) {
            for success in successes {
                if let index = plain.firstIndex(of: success) { return values[index] }
            }
        }
        let good = plain.indices.first { !avoided.contains(plain[$0]) }
        return values[good ?? 0]
    }

    private static func isProgress(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower.hasSuffix("state") || lower.hasSuffix("status")
    }

    /// The value in lower case, without quotation marks and without the characters that separate words.
    private static func word(_ json: String) -> String {
        json.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "-" && json.count < 4 }
    }

    private static let successes = [
        "fulfilled", "completed", "complete", "succeeded", "success", "successful", "finished", "done", "processed",
        "ready", "published", "approved", "delivered", "resolved", "active", "enabled", "available", "connected",
        "online", "healthy", "running", "open", "on",
    ]

    private static let avoided: Set<String> = [
        "", "unknown", "none", "null", "failed", "failure", "fail", "error", "errored", "deleted", "removed",
        "inactive",
        "canceled", "cancelled", "expired", "rejected", "denied", "declined", "invalid", "terminated", "disconnected",
        "disabled", "notapplicable", "na", "unspecified", "undefined", "other", "outdatedsdkversion", "aborted",
        "timedout", "timeout", "unavailable", "offline", "notset",
    ]
}
