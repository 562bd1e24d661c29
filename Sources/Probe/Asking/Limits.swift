/// What an examination may cost.
package struct Limits: Sendable, Hashable {
    /// How many requests there may be, as long as no answer contradicts another.
    package var requests = 120
    /// How many more there may be if the Date fields do not help, since there are none or cached ones.
    package var requestsWithoutDate = 20
    /// How many requests there may be once an answer contradicts another, or no profile fits.
    package var requestsInDoubt = 400
    package var time = Duration.seconds(300)

    package init() {}
}
