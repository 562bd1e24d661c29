/// Values that are taken out once, at most `capacity` of them.
struct OnceStore<Value: Sendable>: Sendable {
    private let capacity: Int
    private var values: [[UInt8]: Value] = [:]
    /// The keys in the order in which they came; some may be gone.
    private var order: [[UInt8]] = []
    private var oldest = 0

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { values.count }

    subscript(_ key: String) -> Value? { values[Array(key.utf8)] }

    func contains(_ key: String) -> Bool { values[Array(key.utf8)] != nil }

    mutating func insert(_ value: Value, for key: String) {
        let key = Array(key.utf8)
        if values.updateValue(value, forKey: key) == nil { order.append(key) }
        while values.count > capacity, oldest < order.count {
            values[order[oldest]] = nil
            oldest += 1
        }
        compact()
    }

    mutating func take(_ key: String, if isGood: (Value) -> Bool = { _ in true }) -> Value? {
        let key = Array(key.utf8)
        guard let value = values[key], isGood(value) else { return nil }
        values[key] = nil
        return value
    }

    /// - Returns: the value after the change; nil if there is none.
    mutating func change(_ key: String, _ body: (inout Value) -> Void) -> Value? {
        let key = Array(key.utf8)
        guard var value = values[key] else { return nil }
        body(&value)
        values[key] = value
        return value
    }

    /// Drops gone keys once they are most of the order; amortised, an insertion costs the same however many came
    /// before.
    private mutating func compact() {
        guard order.count > 2 * values.count + 1024 else { return }
        order = order[oldest...].filter { values[$0] != nil }
        oldest = 0
    }
}
