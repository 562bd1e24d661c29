internal import Glibc
internal import TerminalText

/// What the standard streams lead to.
enum Terminal {
    /// Of standard output.
    static func style(_ environment: [String: String]) -> TextStyle {
        TextStyle(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment)
    }

    /// Whether somebody watches standard error.
    static var isErrorWatched: Bool { isatty(STDERR_FILENO) == 1 }
}
