/// What an examination may cost.
package struct Limits: Sendable, Hashable {
    /// Requests, as long as no answer contradicts another.
    package var requests = 120
    /// Requests more where the Date fields do not help: where there are none, or cached ones.
    package var requestsWithoutDate = 20
    /// Requests, once an answer contradicts another, or none of the profiles fits.
    package var requestsInDoubt = 400
    package var time = Duration.seconds(300)

    package init() {}
}
