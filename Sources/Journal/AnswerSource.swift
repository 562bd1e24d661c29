/// Where an answer came from, unless it is a refusal or the gateway's own.
package enum AnswerSource: String, Sendable {
    /// A file of the user's.
    case fixture
    /// A file that comes with the program.
    case builtIn
    /// The API definition.
    case generated
    /// An answer that a test has put in the place of a fixture.
    case stub
    /// A fault that answers in the place of all these.
    case fault
}
