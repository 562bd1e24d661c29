internal import Gateway
package import JWT
internal import Policy

/// An instant for a person: `2026-01-02 03:04:05.678 UTC`, always of the same length.
package enum UTCText {
    package static let width = 27

    /// The first instants of the years 0 and 10000, between which a year has four digits.
    private static let writable = NumericDate(seconds: -62_167_219_200)..<NumericDate(seconds: 253_402_300_800)

    package static func text(_ instant: NumericDate) -> String {
        guard writable.contains(instant) else {
            let text = instant < writable.lowerBound ? "before the year 0" : "after the year 9999"
            return TextColumns.padded(text, to: width)
        }
        return RFC3339.text(instant).replacing("T", with: " ").replacing("Z", with: "") + " UTC"
    }
}
