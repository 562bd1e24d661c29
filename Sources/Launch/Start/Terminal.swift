internal import Glibc
package import TerminalText

/// What the standard streams lead to.
package enum Terminal {
    /// The style of standard output.
    package static func style(_ environment: [String: String]) -> TextStyle {
        TextStyle(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment)
    }

    /// Whether standard error is a terminal.
    package static var isErrorWatched: Bool { isatty(STDERR_FILENO) == 1 }
}
