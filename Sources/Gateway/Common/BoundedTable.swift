internal import Policy

/// Values by client, at most `capacity` of them; ids are compared byte by byte.
///
/// Beyond that, those that have not been touched for longest are forgotten, half of all at a time, so that a touch
/// costs the same however many there are.
struct BoundedTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var value: Value
        var touched: Int
    }

    private let capacity: Int
    private var entries: [ByteKey: Entry] = [:]
    private var touches = 0
    /// How often entries have been forgotten.
    private(set) var forgettings = 0

    init(capacity: Int) { self.capacity = capacity }

    var values: [Value] { entries.values.map(\.value) }
    var keys: [String] { entries.keys.map(\.text) }

    subscript(_ key: String) -> Value? { entries[ByteKey(key)]?.value }

    /// Changes the value of `key`, which is made if there is none.
    mutating func update<Result>(
        _ key: String,
        default standard: @autoclosure () -> Value,
        _ change: (inout Value) -> Result
    ) -> Result {
        let key = ByteKey(key)
        touches += 1
        if entries.count >= capacity, entries[key] == nil { forgetHalf() }
        return Self.touch(&entries[key, default: Entry(value: standard(), touched: 0)], at: touches, change)
    }

    private static func touch<Result>(
        _ entry: inout Entry,
        at touches: Int,
        _ change: (inout Value) -> Result
    ) -> Result {
        entry.touched = touches
        return change(&entry.value)
    }

    private mutating func forgetHalf() {
        let touched = entries.values.map(\.touched).sorted()
        let median = touched[touched.count / 2]
        forgettings += 1
        entries = entries.filter { $0.value.touched > median }
    }
}
