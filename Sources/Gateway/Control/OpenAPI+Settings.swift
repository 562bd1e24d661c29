internal import JSON
internal import Policy

// The schemas of settings follow from the settings' table, so that no setting is described in two places.

extension OpenAPI {
    /// The whole description; it is put together when it is first asked for.
    static let document =
        template
        .replacing(#""@required""#, with: lines(of: names.map { JSONValue.string($0).text }, indent: 10))
        .replacing(#""@change": {}"#, with: members(Setting.all.map { ($0.name, change(of: $0)) }))
        .replacing(#""@clientChange": {}"#, with: members(Setting.all.map { ($0.name, clientChange(of: $0)) }))
        .replacing(#""@shown": {}"#, with: members(Setting.all.flatMap { shown($0, ofClient: false) }))
        .replacing(#""@own": {}"#, with: members(Setting.all.flatMap { shown($0, ofClient: true) }))

    private typealias Member = (name: String, schema: JSONValue)

    private static var names: [String] { Setting.all.flatMap { [$0.name] + ($0.twin.map { [$0] } ?? []) } }

    private static func change(of setting: Setting) -> JSONValue {
        let null = setting.unsetMeaning.map { " " + $0 } ?? ""
        var schema = JSONObject([.init(key: "description", value: .string(setting.about + null))])
        for member in setting.inputSchema.object?.members ?? [] { schema[member.key] = member.value }
        return .object(schema)
    }

    /// A change of a client's setting; null drops the client's own value, unless the setting itself can be unset.
    private static func clientChange(of setting: Setting) -> JSONValue {
        let reference = JSONValue.reference("SettingsChange/properties/\(setting.name)")
        guard !setting.isOptional else { return reference }
        return ["description": "Null follows the global one.", "anyOf": [reference, ["type": "null"]]]
    }

    private static func shown(_ setting: Setting, ofClient isOfClient: Bool) -> [Member] {
        let isNullable = isOfClient && setting.followsWhenUnset
        let value = isNullable ? JSONValue.either(setting.shownSchema, .null) : setting.shownSchema
        guard let twin = setting.twin else { return [(setting.name, value)] }
        let isTwinNullable = isOfClient || setting.isOptional && !setting.followsWhenUnset
        let type: JSONValue = isTwinNullable ? ["integer", "null"] : "integer"
        return [(setting.name, value), (twin, ["type": type, "description": "The same in milliseconds."])]
    }

    private static func members(_ members: [Member]) -> String {
        lines(of: members.map { "\(JSONValue.string($0.name).text): \($0.schema.text)" }, indent: 10)
    }

    private static func lines(of texts: [String], indent: Int) -> String {
        texts.joined(separator: ",\n" + String(repeating: " ", count: indent))
    }
}
