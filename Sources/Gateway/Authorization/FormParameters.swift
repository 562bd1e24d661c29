internal import HTTPMessages

/// The parameters of an `application/x-www-form-urlencoded` body or query.
struct FormParameters: Sendable {
    private var values: [String: String] = [:]

    enum Failure: Error, Sendable, Hashable {
        /// An escape that is none, or bytes that are no UTF-8.
        case malformed
        /// RFC 6749 §3.1, §3.2: parameters must not be included more than once.
        case repeated
    }

    init(_ bytes: Span<UInt8>) throws(Failure) {
        var start = 0
        while start < bytes.count {
            let rest = bytes.extracting(start..<bytes.count)
            let pair = rest.extracting(0..<(rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count))
            start += pair.count + 1
            guard pair.count > 0 else { continue }
            let nameEnd = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
            guard let name = Self.text(pair.extracting(0..<nameEnd)),
                let value = Self.text(pair.extracting(min(nameEnd + 1, pair.count)..<pair.count))
            else { throw .malformed }
            guard values.updateValue(value, forKey: name) == nil else { throw .repeated }
        }
    }

    /// Sorted, so that of several unknown ones it is always the same that is named.
    var names: [String] { values.keys.sorted() }

    /// The value, or nil where it is missing; RFC 6749 §3.2 treats an empty value as missing.
    subscript(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    private static func text(_ bytes: Span<UInt8>) -> String? {
        guard let decoded = PercentDecoding.decode(bytes, plusIsSpace: true) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }
}
