internal import JWT

/// What `serve --validator list` prints, in at most 100 columns.
enum ValidatorTable {
    static var text: String {
        let rows = Validator.all.map { validator in
            row(
                validator.name,
                "\(validator.leeway.secondsRoundedDown)s",
                common(validator.checks.map(\.clock)) { $0 == .exact ? "ms" : "s" },
                common(validator.checks.map(\.rounding)) { rounding in
                    switch rounding {
                    case .none: "exact"
                    case .down: "floor"
                    case .nearest: "round"
                    }
                },
                validator.issuedAt.map { $0.bound == .at ? "<=" : "<" } ?? "-",
                validator.notBefore.map { $0.bound == .at ? "<=" : "<" } ?? "-",
                validator.expiration.bound == .at ? ">" : ">=",
                validator.note
            )
        }
        let head = row("name", "leeway", "clock", "claims", "iat", "nbf", "exp", "note")
        return ([head] + rows + [legend]).joined(separator: "\n") + "\n"
    }

    private static let legend = """

        leeway: forgiven while no tolerance is set. clock: ms, as precise as it comes; s, rounded down to
        whole seconds. claims: exact, as they are; floor and round, to whole seconds first. iat, nbf, exp:
        how a good claim compares with now, the leeway added or taken off; -, it is not looked at.
        """

    /// What all have in common, if they do.
    private static func common<Value: Equatable>(_ values: [Value], _ text: (Value) -> String) -> String {
        values.dropFirst().allSatisfy { $0 == values[0] } ? text(values[0]) : "mixed"
    }

    private static func row(_ columns: String...) -> String {
        let widths = [22, 7, 6, 7, 4, 4, 4, 0]
        return zip(columns, widths).map { $0 + String(repeating: " ", count: max($1 - $0.count, 0)) }.joined()
    }
}

extension Validator {
    fileprivate var checks: [Check] { [issuedAt, notBefore, expiration].compactMap(\.self) }
}
