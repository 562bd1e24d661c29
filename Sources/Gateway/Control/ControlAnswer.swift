internal import HTTPMessages
internal import JSON

/// The answer to a call of the control interface.
enum ControlAnswer: Sendable {
    case json(JSONValue, style: JSONWriter.Style = .spaced)
    /// The thing that has been made.
    case created(JSONValue)
    /// A JSON text, as it is.
    case document(String)
    /// A PEM file.
    case certificate([UInt8])
    case file(ConsoleFile, gzipIsGood: Bool)
    case redirection(to: String)
    /// An answer that comes later.
    case later(Deferral)
    /// A JSON list that is made while it is read.
    case list(ListingStream)
    /// Events, as they happen.
    case events(any BodyStream)
    /// The call is good but cannot be answered; nothing has been changed.
    case refused(ControlError)

    /// A list: whole if it is short, otherwise piece by piece.
    static func list<Element: Sendable>(
        _ key: String,
        _ elements: [Element],
        isMore: Bool,
        json: @escaping @Sendable (Element) -> JSONValue?
    ) -> ControlAnswer {
        list(key, count: elements.count, isMore: isMore) { json(elements[$0]) }
    }

    /// - Parameter json: called for each index once, in order; nil if the element has gone meanwhile.
    static func list(
        _ key: String,
        count: Int,
        isMore: Bool,
        _ json: @escaping @Sendable (Int) -> JSONValue?
    ) -> ControlAnswer {
        guard count > ListingStream.shortest else {
            return .json(Listing.json(key, (0..<count).compactMap(json), isMore: isMore))
        }
        return .list(ListingStream(key, count: count, isMore: isMore, json))
    }

    func write(to response: inout Response) {
        switch self {
        case .json(let value, let style):
            response.fields.append(.json)
            JSONWriter.append(value, style: style, to: &response.body)
        case .created(let value):
            response.status = .created
            response.fields.append(.json)
            JSONWriter.append(value, style: .spaced, to: &response.body)
        case .document(let text):
            response.fields.append(.json)
            response.body += text.utf8
        case .certificate(let text):
            response.fields.append("Content-Type", "application/x-pem-file")
            response.body += text
        case .file(let file, let gzipIsGood): file.write(to: &response, gzipIsGood: gzipIsGood)
        case .redirection(let address):
            response.status = .found
            response.fields.append("Location", address)
        case .later(let deferral):
            response.fields.append(.json)
            response.content = .later(deferral)
        case .list(let stream):
            response.fields.append(.json)
            response.content = .stream(stream)
        case .events(let stream):
            response.fields.append(.events)
            response.content = .stream(stream)
        case .refused(let error):
            response.fields.append(.json)
            error.write(to: &response)
        }
    }
}
