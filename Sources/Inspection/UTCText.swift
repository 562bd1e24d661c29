internal import Gateway
package import JWT

/// An instant for a person: `2026-01-02 03:04:05.678 UTC`, always as long.
package enum UTCText {
    package static func text(_ instant: NumericDate) -> String {
        RFC3339.text(instant).replacing("T", with: " ").replacing("Z", with: "") + " UTC"
    }
}
