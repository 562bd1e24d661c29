extension String {
    /// Moved to the right, to a width in characters.
    func right(_ width: Int) -> String { String(repeating: " ", count: max(width - count, 0)) + self }
    /// Filled up with blanks.
    func left(_ width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
