/// What an error repeats of a value: one line at most, with control characters escaped and tokens left out.
package enum Excerpt {
    /// The longest excerpt, in scalars.
    package static let limit = 120

    /// - Parameters:
    ///   - text: of any length; it is read once, and no more than an excerpt of it is kept.
    ///   - limit: how many scalars the excerpt has, one escape more or less.
    package static func of(_ text: String, limit: Int = limit) -> String {
        var output = ""
        var count = 0
        for scalar in SecretMask.text(text).unicodeScalars {
            guard count < limit else { return output + "…" }
            let piece = escaped(scalar)
            output += piece
            count += piece.unicodeScalars.count
        }
        return output
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default:
            switch scalar.properties.generalCategory {
            // These are also marks that reverse the direction of text, and ends of lines and paragraphs.
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }
    }
}
