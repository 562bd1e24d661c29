internal import HTTPMessages

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// HTTP Basic credentials (RFC 7617), split at the first colon.
struct BasicCredentials: Sendable, Hashable {
    let id: String
    let secret: String

    /// Nil where `value`, an Authorization field, holds no such credentials.
    init?(_ value: Span<UInt8>) {
        guard value.count > 6, value.extracting(0..<6).isEqualIgnoringCase(to: "basic "),
            let decoded = Data(base64Encoded: value.extracting(6..<value.count).trimmingWhitespace().text)
        else { return nil }
        let bytes = Array(decoded)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        id = Self.text(bytes[..<colon])
        secret = Self.text(bytes[(colon + 1)...])
    }

    /// UTF-8 as most SDKs send it, else Latin-1 as .NET does.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
