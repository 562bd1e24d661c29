/// What an examination may cost.
package struct Limits: Sendable, Hashable {
    /// How many requests there may be, as long as no answer contradicts another.
    ///
    /// One clock that judges as a profile does takes 84 in the median, and more than these once in 5,000 times.
    package var requests = 120
    /// How many more there may be if no Date tells where the server's clock is, or the Date fields contradict each other.
    ///
    /// Without one, each flip is looked for farther from now. An old Date may be why they contradict each other, but also
    /// several clocks, so that a flip is confirmed by so many more questions.
    package var requestsIfDatesDoNotHelp = 20
    /// How many requests there may be once an answer contradicts another, or no profile fits.
    ///
    /// Two machines take 240 in the median until it is known how far apart they are. Five of which one is behind take 320;
    /// one in seventy of these takes more than there are.
    package var requestsInDoubt = 400
    package var time = Duration.seconds(300)

    package init() {}
}
