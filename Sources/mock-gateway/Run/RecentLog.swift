/// The end of a log, in bounded memory.
struct RecentLog: Sendable {
    private let capacity: Int
    private var bytes: [UInt8] = []
    private var forgotten = 0

    init(capacity: Int) { self.capacity = capacity }

    mutating func append(_ new: some Collection<UInt8>) {
        bytes += new
        // This is done now and then instead of each time, because dropping moves the bytes that stay.
        if bytes.count > 2 * capacity { shorten() }
    }

    /// The last whole lines, with a note on what is missing before them.
    var text: String {
        var copy = self
        copy.shorten()
        let note = copy.forgotten > 0 ? "… \(copy.forgotten) bytes before this are left out\n" : ""
        let end = copy.bytes.isEmpty || copy.bytes.last == UInt8(ascii: "\n") ? "" : "\n"
        return note + String(decoding: copy.bytes, as: UTF8.self) + end
    }

    private mutating func shorten() {
        guard bytes.count > capacity else { return }
        var surplus = bytes.count - capacity
        if let end = bytes[(surplus - 1)...].firstIndex(of: UInt8(ascii: "\n")) { surplus = end + 1 }
        bytes.removeFirst(surplus)
        forgotten += surplus
    }
}
