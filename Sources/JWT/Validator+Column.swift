// How the list shows a check, in columns of a few characters.

extension Validator.Check {
    /// The comparison with now that a good claim passes.
    package func comparison(isStart: Bool) -> String {
        switch (isStart, bound) {
        case (true, .at): "<="
        case (true, .past): "<"
        case (false, .at): ">"
        case (false, .past): ">="
        }
    }
}

extension Validator.Check.Rounding {
    /// The form in a column.
    package var short: String {
        switch self {
        case .none: "exact"
        case .down: "floor"
        case .nearest: "round"
        case .nearestEven: "even"
        }
    }
}
