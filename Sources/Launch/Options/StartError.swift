/// Why the program does not start, or cannot do what it was asked for: one line, and the exit code (sysexits.h).
package struct StartError: Error, Sendable, Hashable {
    package enum Code: Int32, Sendable {
        case usage = 64
        case dataError = 65
        case noInput = 66
        case unavailable = 69
        case systemError = 71
        case cannotCreate = 73
        case outputFailed = 74
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
