/// The description of the control interface.
enum OpenAPI {
    static let document = "{}"
}
