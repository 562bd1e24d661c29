// How the list shows a check, in columns of a few characters.

extension Validator.Check {
    /// How a good claim compares with now.
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
    /// In a column.
    package var short: String {
        switch self {
        case .none: "exact"
        case .down: "floor"
        case .nearest: "round"
        case .nearestEven: "even"
        }
    }
}
