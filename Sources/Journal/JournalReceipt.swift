/// The number by which the journal knows a request while its answer may still end in another way.
package struct JournalReceipt: Sendable, Hashable {
    /// It is even for an entry that is written, odd for one that is under way, and 0 for none.
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    init(written id: Int) { rawValue = UInt64(id) << 1 }

    init(underWay number: UInt64) { rawValue = number << 1 | 1 }

    var written: Int? { rawValue & 1 == 0 && rawValue > 0 ? Int(rawValue >> 1) : nil }
    var underWay: UInt64? { rawValue & 1 == 1 ? rawValue >> 1 : nil }
}
