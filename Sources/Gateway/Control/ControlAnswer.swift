internal import HTTPMessages
internal import JSON

/// What a call of the control interface comes to.
enum ControlAnswer: Sendable {
    case json(JSONValue, style: JSONWriter.Style = .spaced)
    /// Something has been made.
    case created(JSONValue)
    /// JSON as it stands.
    case document(String)
    /// It comes later.
    case later(Deferral)
    /// Events, as they happen.
    case events(any BodyStream)

    func write(to response: inout Response) {
        response.fields.append(contentType)
        switch self {
        case .json(let value, let style): JSONWriter.append(value, style: style, to: &response.body)
        case .created(let value):
            response.status = .created
            JSONWriter.append(value, style: .spaced, to: &response.body)
        case .document(let text): response.body.append(contentsOf: text.utf8)
        case .later(let deferral): response.content = .later(deferral)
        case .events(let stream): response.content = .stream(stream)
        }
    }

    private var contentType: FieldBlock {
        switch self {
        case .json, .created, .document, .later: .json
        case .events: .events
        }
    }
}
