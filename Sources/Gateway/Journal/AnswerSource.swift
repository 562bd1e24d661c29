/// What an answer came from, where it is neither a refusal nor one of the gateway's own.
enum AnswerSource: String, Sendable {
    /// A file of the user's.
    case fixture
    /// A file that comes with the program.
    case builtIn
    /// The API definition.
    case generated
    /// What a test has put in the place of a fixture.
    case stub
    /// A fault that answers in the place of all these.
    case fault
}
