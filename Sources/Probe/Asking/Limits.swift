/// What an examination may cost.
package struct Limits: Sendable, Hashable {
    /// How many requests there may be, as long as no answer contradicts another.
    ///
    /// One clock that judges as a profile does takes 86 in the median. If no Date helps, one in two hundred takes more.
    package var requests = 120
    /// How many more there may be if the Date fields contradict each other: an old Date may be why, but also several clocks,
    /// so that a flip is confirmed by so many more questions.
    package var requestsIfDatesContradict = 20
    /// How many requests there may be once an answer contradicts another, or no profile fits.
    ///
    /// Two machines take 220 in the median until it is known how far apart they are. Five of which one is behind take 300,
    /// and 385 at most.
    package var requestsInDoubt = 400
    package var time = Duration.seconds(300)

    package init() {}
}
