/// How log lines look.
package enum LogFormat: String, Sendable, CaseIterable {
    /// For a person: time, level, message, then what the message does not say.
    case text
    /// For a program: one object on each line.
    case json
}
