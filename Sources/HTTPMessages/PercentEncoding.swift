/// Percent-encoding of RFC 3986 §2.1: everything but unreserved characters.
package enum PercentEncoding {
    package static func append(_ text: String, to output: inout String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                output += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
    }

    /// `name=value&…`, for a query, a form or a fragment.
    package static func pairs(_ pairs: [(name: String, value: String)]) -> String {
        var output = ""
        for (name, value) in pairs {
            if !output.isEmpty { output += "&" }
            append(name, to: &output)
            output += "="
            append(value, to: &output)
        }
        return output
    }
}
