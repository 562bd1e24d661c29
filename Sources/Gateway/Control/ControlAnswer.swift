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

    func write(to response: inout Response) {
        switch self {
        case .json(let value, let style): JSONWriter.append(value, style: style, to: &response.body)
        case .created(let value):
            response.status = .created
            JSONWriter.append(value, style: .spaced, to: &response.body)
        case .document(let text): response.body.append(contentsOf: text.utf8)
        case .later(let deferral): response.content = .later(deferral)
        }
    }
}
