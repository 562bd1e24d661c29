internal import HTTPMessages

/// The text of the bytes seen last: clients ask for the same path again and again, and a text costs an allocation.
struct RecentText: Sendable {
    private var bytes: [UInt8] = []
    private var text = ""

    mutating func text(of span: Span<UInt8>) -> String {
        if !span.isEqual(to: bytes) {
            bytes = span.array
            text = span.text
        }
        return text
    }
}
