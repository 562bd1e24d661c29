internal import JSON

/// Why a definition is refused, and where in its text that shows.
package struct DefinitionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Both count from 1; a column is a byte.
    package let line: Int
    package let column: Int
    package let problem: String

    init(_ problem: String, line: Int, column: Int) {
        self.problem = problem
        self.line = line
        self.column = column
    }

    init(_ error: JSONError) {
        line = error.line
        column = error.column
        // Its description names the place too.
        let description = error.description
        let start = "line \(line), column \(column): "
        problem = description.hasPrefix(start) ? String(description.dropFirst(start.count)) : description
    }

    package var description: String { "line \(line), column \(column): \(problem)" }
}
