/// How log lines look.
enum LogFormat: String, Sendable, CaseIterable {
    /// For a person: time, level, message, then what the message does not say.
    case text
    /// For a program: one object a line.
    case json
}
