internal import HTTPMessages
internal import JSON

/// Which page of a list a request asks for, by query, by body or by cursor.
struct RequestedPage: Sendable, Hashable {
    private(set) var number: Int?
    private(set) var size: Int?
    private var hasCursor = false

    /// There is only one page, so that a cursor leads nowhere.
    var isBeyondFirst: Bool { hasCursor || number.map { $0 > 1 } ?? false }

    private static let cursors = ["after", "cursor", "pageCursor", "nextPageToken"]

    /// The query parameters by which an operation has pages.
    static let parameters = Set(["pageNumber"] + cursors)

    init(query: Span<UInt8>, body: JSONValue?) {
        var start = 0
        while start < query.count {
            let rest = query.extracting(start..<query.count)
            let pair = rest.extracting(0..<(rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count))
            start += pair.count + 1
            guard let nameEnd = pair.firstIndex(of: UInt8(ascii: "=")), nameEnd + 1 < pair.count else { continue }
            take(pair.extracting(0..<nameEnd), pair.extracting(nameEnd + 1..<pair.count))
        }
        guard let body else { return }
        take(body)
        if let paging = body["paging"] { take(paging) }
    }

    private mutating func take(_ name: Span<UInt8>, _ value: Span<UInt8>) {
        if name.isEqual(to: "pageNumber") {
            number = Int(value.text)
        } else if name.isEqual(to: "pageSize") {
            size = Int(value.text)
        } else if Self.cursors.contains(name.text) {
            hasCursor = true
        }
    }

    private mutating func take(_ object: JSONValue) {
        if let value = object["pageNumber"]?.number?.integer { number = value }
        if let value = object["pageSize"]?.number?.integer { size = value }
        if Self.cursors.contains(where: { object[$0]?.string?.isEmpty == false }) { hasCursor = true }
    }
}
