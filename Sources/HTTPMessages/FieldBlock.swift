/// Field lines, ready for the wire.
package struct FieldBlock: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// - Parameter blocks: what follows the fields.
    package init(_ fields: [(StaticString, StaticString)], and blocks: FieldBlock...) {
        self.init()
        for (name, value) in fields { append(name, value) }
        for block in blocks { append(block) }
    }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    package mutating func append(_ block: FieldBlock) { bytes.append(block.bytes.span) }

    package mutating func append(_ name: StaticString, _ value: StaticString) {
        bytes.append(name)
        bytes.append(": ")
        bytes.append(value)
        bytes.append("\r\n")
    }

    package mutating func append(_ name: StaticString, _ value: String) {
        append(name) { bytes in bytes.append(contentsOf: value.utf8) }
    }

    package mutating func append(_ name: StaticString, _ value: Span<UInt8>) {
        let start = begin(name)
        bytes.append(value)
        end(start)
    }

    /// Begins a field whose value `append(rest:)` appends.
    package mutating func append(unfinished name: StaticString) { _ = begin(name) }

    /// Appends the value of a field that has been begun, its line end included; the value has no control character.
    package mutating func append(rest: Span<UInt8>) { bytes.append(rest) }

    /// Appends a field whose value `write` appends.
    ///
    /// Control characters in it become spaces, so that no value can start another line.
    package mutating func append(_ name: StaticString, _ write: (inout [UInt8]) -> Void) {
        let start = begin(name)
        write(&bytes)
        end(start)
    }

    /// Appends a field whose name is known only while the program runs; the caller has checked that it is a token.
    package mutating func append(named name: String, _ value: String) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(": ")
        let start = bytes.count
        bytes.append(contentsOf: value.utf8)
        end(start)
    }

    /// Replaces the value of the first field of that name, spelled so; adds the field if there is none.
    package mutating func replace(_ name: StaticString, _ value: String) {
        var start: [UInt8] = []
        start.append(name)
        start.append(": ")
        var line = 0
        while line < bytes.count {
            let end = bytes[line...].firstIndex(of: .lineFeed) ?? bytes.count - 1
            if bytes[line...].starts(with: start) {
                var field = FieldBlock()
                field.append(name, value)
                return bytes.replaceSubrange(line...end, with: field.bytes)
            }
            line = end + 1
        }
        append(name, value)
    }

    private mutating func begin(_ name: StaticString) -> Int {
        bytes.append(name)
        bytes.append(": ")
        return bytes.count
    }

    private mutating func end(_ start: Int) {
        let end = bytes.count
        let first = bytes.span.endOfRun(
            from: start,
            to: end,
            suspects: { $0.below(.space) | $0.equal(to: 0x7F) },
            isGood: { $0.isFieldValueCharacter }
        )
        for index in first..<end where !bytes[index].isFieldValueCharacter { bytes[index] = .space }
        bytes.append("\r\n")
    }
}
