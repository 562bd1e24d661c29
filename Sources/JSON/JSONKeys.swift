/// The keys of one object, compared byte by byte, so that no key stands twice.
///
/// As long as the keys are few and have no escapes, it only remembers where they stand.
package struct JSONKeys {
    private static let few = 16

    private var places = InlineArray<16, Range<Int>>(repeating: 0..<0)
    private var count = 0
    /// All keys, once they are many or one has escapes.
    private var spelled: Set<[UInt8]> = []

    package init() {}

    /// Throws if the same key has come before.
    ///
    /// - Parameter key: from the same text as all others.
    package mutating func insert(_ key: JSONCursor.Text, of cursor: borrowing JSONCursor) throws(JSONError) {
        guard spelled.isEmpty, !key.hasEscapes, count < Self.few else { return try spell(key, cursor) }
        for index in 0..<count where cursor.isSame(places[index], key.range) {
            throw cursor.error(.duplicateKey(cursor.text(key)))
        }
        places[count] = key.range
        count += 1
    }

    private mutating func spell(_ key: JSONCursor.Text, _ cursor: borrowing JSONCursor) throws(JSONError) {
        if spelled.isEmpty {
            for index in 0..<count {
                spelled.insert(Self.bytes(JSONCursor.Text(range: places[index], hasEscapes: false), cursor))
            }
        }
        guard spelled.insert(Self.bytes(key, cursor)).inserted else {
            throw cursor.error(.duplicateKey(cursor.text(key)))
        }
    }

    private static func bytes(_ key: JSONCursor.Text, _ cursor: borrowing JSONCursor) -> [UInt8] {
        var bytes: [UInt8] = []
        cursor.append(key, to: &bytes)
        return bytes
    }
}
