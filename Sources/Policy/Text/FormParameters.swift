internal import HTTPMessages

/// The parameters of an `application/x-www-form-urlencoded` body or query.
package struct FormParameters: Sendable {
    /// Up to this number they are compared one by one, which costs less than a table.
    private static let few = 16

    private var pairs: [(name: String, value: String)] = []

    package enum Failure: Error, Sendable, Hashable {
        /// An escape is malformed, or bytes are no UTF-8.
        case malformed
        /// A parameter is there more than once, which RFC 6749 §3.1 and §3.2 forbid.
        case repeated
    }

    package init(_ bytes: Span<UInt8>) throws(Failure) {
        var names: Set<ByteKey> = []
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
            if pairs.count < Self.few {
                guard !pairs.contains(where: { $0.name.isIdentical(to: name) }) else { throw .repeated }
            } else {
                if names.isEmpty { names = Set(pairs.map { ByteKey($0.name) }) }
                guard names.insert(ByteKey(name)).inserted else { throw .repeated }
            }
            pairs.append((name, value))
        }
    }

    /// The names, sorted, so that an error always names the same one of several unknown ones.
    package var names: [String] { pairs.map(\.name).sorted() }

    /// The value, or nil if it is missing; RFC 6749 §3.2 treats an empty value as missing.
    package subscript(_ name: String) -> String? {
        guard let pair = pairs.first(where: { $0.name == name }), !pair.value.isEmpty else { return nil }
        return pair.value
    }

    private static func text(_ bytes: Span<UInt8>) -> String? {
        if bytes.firstIndex(of: UInt8(ascii: "%")) == nil, bytes.firstIndex(of: UInt8(ascii: "+")) == nil {
            guard let valid = try? UTF8Span(validating: bytes) else { return nil }
            return String(copying: valid)
        }
        guard let decoded = PercentDecoding.decode(bytes, plusIsSpace: true) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }
}
