extension [UInt8] {
    /// A place that depends on every byte and looks like any other: where a network might cut these bytes in two.
    var cut: Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in self { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(hash % UInt64(count + 1))
    }

    /// The bytes in front of the first line feed and those behind it; nil if there is none.
    var firstLine: (line: [UInt8], rest: [UInt8])? {
        guard let end = firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return (Array(self[..<end]), Array(self[(end + 1)...]))
    }

    var text: String { String(decoding: self, as: UTF8.self) }

    /// These bytes in pieces of one byte if they are no more than `limit`, otherwise in pieces of a hundred.
    func pieces(ofOneUpTo limit: Int) -> [ArraySlice<UInt8>] {
        let size = count <= limit ? 1 : 100
        return stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
