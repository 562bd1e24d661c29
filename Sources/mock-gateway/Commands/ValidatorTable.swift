internal import Durations
internal import Inspection
internal import JSON
internal import JWT

/// What `serve --validator list` prints, in at most 80 columns: the rules, under the headings by which a person looks
/// for a library or a product, and below them how each is known.
enum ValidatorTable {
    /// The same for programs, as `GET /__admin/validators` answers it.
    static var json: String { Validator.listing.text + "\n" }

    static var text: String {
        let head = row(
            timeColumns,
            "name",
            "leeway",
            "clock",
            "claims",
            "iat",
            "nbf",
            "exp",
            "demands",
            "numbers",
            "text"
        )
        return ([head] + grouped(rules) + [legend, row(noteColumns, "name", "note")] + grouped(note))
            .joined(separator: "\n") + "\n"
    }

    private static let timeColumns = [22, 7, 6, 7, 4, 4, 4, 8, 8, 0]
    private static let noteColumns = [22, 0]

    private static let legend = """

        = NAME: it says the same as that one of every token. leeway: forgiven while no
        tolerance is set. clock: ms, as precise as it comes; s, rounded down to whole
        seconds. claims: exact, as they are; floor, round and even, to whole seconds
        first, half a second down, up or to the even one. iat, nbf, exp: how a good
        claim compares with now, the leeway added or taken off; -, it is not looked at;
        *, it has a leeway of its own. demands: no token is accepted without these.
        numbers: how large a time may be: 9999, up to that year; i64 and u64, 64 bits;
        int, no fraction either; i64 ms, as many milliseconds; 10^9 y, as many years;
        any, also beyond a double. text: the times that may be numbers in strings. note:
        whether the library itself was held against its profile (run) or its source was
        read, and the leeways it can have.

        """

    /// The lines of each validator, below the name of its group.
    private static func grouped(_ lines: (Validator) -> [String]) -> [String] {
        Provenance.Group.allCases.flatMap { group in
            [group.rawValue + ":"] + Validator.all.filter { $0.provenance.group == group }.flatMap(lines)
        }
    }

    private static func rules(_ validator: Validator) -> [String] {
        if let twin = validator.twin { return [row(noteColumns, validator.name, "= \(twin.name)")] }
        return [
            row(
                timeColumns,
                validator.name,
                "\(validator.leeway.secondsRoundedDown)s",
                common(validator.checks.map(\.clock)) { $0 == .exact ? "ms" : "s" },
                common(validator.checks.map(\.rounding), \.short),
                bound(validator.issuedAt, isStart: true),
                bound(validator.notBefore, isStart: true),
                bound(validator.expiration, isStart: false),
                names(validator.readings.demanded),
                common(validator.readings.all.compactMap(\.reading?.numbers), \.short),
                names(validator.readings.all.filter { ($0.reading?.text ?? .refused) != .refused }.map(\.name))
            )
        ]
    }

    private static func note(_ validator: Validator) -> [String] {
        TextColumns.wrapped(validator.note, to: 80 - noteColumns[0]).enumerated()
            .map { row(noteColumns, $0.offset == 0 ? validator.name : "", $0.element) }
    }

    private static func bound(_ check: Validator.Check?, isStart: Bool) -> String {
        guard let check else { return "-" }
        return check.comparison(isStart: isStart) + (check.leeway == .tolerance ? "" : "*")
    }

    /// The names of the claims, in a column.
    private static func names(_ claims: [String]) -> String {
        claims.isEmpty ? "-" : claims.count == 3 ? "all" : claims.joined(separator: " ")
    }

    /// The text of the values if all are equal, otherwise `mixed`.
    private static func common<Value: Equatable>(_ values: [Value], _ text: (Value) -> String) -> String {
        guard !values.isEmpty else { return "-" }
        return values.dropFirst().allSatisfy { $0 == values[0] } ? text(values[0]) : "mixed"
    }

    private static func row(_ widths: [Int], _ columns: String...) -> String {
        zip(columns, widths).map { $0 + String(repeating: " ", count: max($1 - $0.count, 0)) }.joined()
    }
}

extension Validator {
    fileprivate var checks: [Check] { [issuedAt, notBefore, expiration].compactMap(\.self) }
}
