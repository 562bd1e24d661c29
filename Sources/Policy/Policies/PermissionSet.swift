/// What a client is allowed to do, as `area:entity:action` with `*` for anything.
package struct PermissionSet: Sendable, Hashable {
    static let allowed = "permissions such as analytics:queueObservation:view, routing:* or *"

    /// As they were written.
    let texts: [String]
    private let patterns: [[String]]

    /// Nil if one of the texts is no permission.
    init?(_ texts: [String]) {
        var patterns: [[String]] = []
        for text in texts {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard (1...3).contains(parts.count), parts.count == 3 || parts.last == "*",
                parts.allSatisfy({ !$0.isEmpty && ($0 == "*" || !$0.contains("*")) })
            else { return nil }
            patterns.append(parts)
        }
        self.texts = texts
        self.patterns = patterns
    }

    package func contains(_ permission: String) -> Bool {
        let parts = permission.split(separator: ":", omittingEmptySubsequences: false)
        return patterns.contains { pattern in
            // A star at the end stands for all that follows.
            guard pattern.count == parts.count || pattern.count < parts.count && pattern.last == "*" else {
                return false
            }
            return zip(pattern, parts).allSatisfy { $0 == "*" || $0 == $1 }
        }
    }
}
