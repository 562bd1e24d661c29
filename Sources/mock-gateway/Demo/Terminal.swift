internal import Glibc
internal import Laboratory

/// What the standard streams lead to.
enum Terminal {
    /// Colour where a person reads it and has not said no, by NO_COLOR.
    static func paint(_ environment: [String: String]) -> Paint {
        let isWanted = environment["NO_COLOR"]?.isEmpty ?? true
        return Paint(isOn: isWanted && environment["TERM"] != "dumb" && isatty(STDOUT_FILENO) == 1)
    }

    /// Whether somebody watches standard error.
    static var isErrorWatched: Bool { isatty(STDERR_FILENO) == 1 }
}
