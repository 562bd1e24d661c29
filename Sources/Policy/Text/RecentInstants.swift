internal import HTTPMessages
package import JWT

/// The texts of the seconds that were written last: answers name the same few over and over, each at its distance from
/// now, and a second's text costs a tenth of such an answer.
package struct RecentInstants {
    /// Of 17 places, none is shared by two of the distances that made-up answers have: half an hour, an hour, two hours
    /// and a day.
    private var seconds = InlineArray<17, Int?>(repeating: nil)
    private var texts = InlineArray<17, RFC3339.Characters>(repeating: RFC3339.Characters(repeating: 0))

    package init() {}

    /// Appends what `RFC3339` would.
    package mutating func append(_ instant: NumericDate, to output: inout [UInt8]) {
        let (second, millisecond) = RFC3339.split(instant)
        let place = Int(UInt(bitPattern: second) % UInt(seconds.count))
        if seconds[place] == second {
            texts[place].put(millisecond: millisecond)
        } else {
            texts[place] = RFC3339.characters(second, millisecond)
            seconds[place] = second
        }
        output.append(texts[place].span)
    }
}
