package import JSON

/// One setting that can change while the gateway runs, with all that describes it.
///
/// The flag, the variable, the key in a file, in `PATCH` and in a client's definition, and the description of the
/// control interface follow from its row in `Setting.all`.
package final class Setting: Sendable {
    /// The heading under which a person looks for it.
    package enum Group: Sendable, Hashable { case clocks, tokens, behaviour }

    /// The name in JSON, `tokenLifetime`; the flag is `--token-lifetime`, the variable `MOCK_GATEWAY_TOKEN_LIFETIME`.
    package let name: String
    package let group: Group
    /// Whether it is part of how far the clocks are apart.
    let isSkew: Bool
    /// Whether it is on or off, and its flag comes without a value.
    package let isFlag: Bool
    /// What its value is called in help.
    package let placeholder: String
    /// What it does, in sentences.
    package let about: String
    /// Its default, as help tells it.
    package let standard: String
    /// What null means; nil if it cannot be unset.
    package let unsetMeaning: String?
    /// The key of its twin in whole milliseconds, if it has one.
    package let twin: String?
    /// The JSON Schemas of what it can be set to and of what it is shown as.
    package let inputSchema: JSONValue
    package let shownSchema: JSONValue

    fileprivate let write: @Sendable (inout Settings, String) throws(SettingError) -> Void
    fileprivate let remove: (@Sendable (inout Settings) -> Void)?
    fileprivate let copy: @Sendable (inout Settings, Settings) -> Void
    fileprivate let show: @Sendable (Settings) -> JSONValue
    fileprivate let milliseconds: @Sendable (Settings) -> JSONValue?
    /// Whether it is unset and follows something else, which is shown in its place.
    private let follows: @Sendable (Settings) -> Bool

    /// Whether it shows what it follows while it is unset: the validator's leeway, or the lifetime.
    package let followsWhenUnset: Bool

    /// A setting that always has a value.
    init<Value: Sendable>(
        _ name: String,
        in group: Group,
        at path: any WritableKeyPath<Settings, Value> & Sendable,
        as grammar: Grammar<Value>,
        isSkew: Bool = false,
        default standard: String,
        about: String
    ) {
        self.name = name
        self.group = group
        self.isSkew = isSkew
        isFlag = Value.self == Bool.self
        placeholder = grammar.placeholder
        self.about = about
        self.standard = standard
        unsetMeaning = nil
        twin = grammar.milliseconds == nil ? nil : name + "Ms"
        inputSchema = grammar.input
        shownSchema = grammar.shown
        write = { settings, text throws(SettingError) in settings[keyPath: path] = try grammar.read(text) }
        remove = nil
        copy = { $0[keyPath: path] = $1[keyPath: path] }
        show = { grammar.write($0[keyPath: path]) }
        milliseconds = { settings in grammar.milliseconds.map { JSONValue($0(settings[keyPath: path])) } }
        follows = { _ in false }
        followsWhenUnset = false
    }

    /// A setting that can be unset, which `null` does.
    ///
    /// - Parameter followed: what it is shown as while it is unset; nil shows null.
    init<Value: Sendable>(
        optional name: String,
        in group: Group,
        at path: any WritableKeyPath<Settings, Value?> & Sendable,
        as grammar: Grammar<Value>,
        isSkew: Bool = false,
        followed: (@Sendable (Settings) -> Value)? = nil,
        default standard: String,
        about: String,
        null unsetMeaning: String
    ) {
        self.name = name
        self.group = group
        self.isSkew = isSkew
        isFlag = false
        placeholder = grammar.placeholder
        self.about = about
        self.standard = standard
        self.unsetMeaning = unsetMeaning
        twin = grammar.milliseconds == nil ? nil : name + "Ms"
        inputSchema = .either(grammar.input, .null)
        shownSchema = followed == nil ? .either(grammar.shown, .null) : grammar.shown
        let value = { @Sendable (settings: Settings) in settings[keyPath: path] ?? followed?(settings) }
        write = { settings, text throws(SettingError) in settings[keyPath: path] = try grammar.read(text) }
        remove = { $0[keyPath: path] = nil }
        copy = { $0[keyPath: path] = $1[keyPath: path] }
        show = { value($0).map(grammar.write) ?? .null }
        milliseconds = { settings in
            grammar.milliseconds.map { milliseconds in
                value(settings).map { JSONValue(milliseconds($0)) } ?? .null
            }
        }
        follows = { followed != nil && $0[keyPath: path] == nil }
        followsWhenUnset = followed != nil
    }

    /// The words that it may be, if it is one of a few.
    package var choices: [String] {
        guard case .array(let words) = inputSchema["enum"] else { return [] }
        return words.compactMap { if case .string(let word) = $0 { word } else { nil } }
    }

    /// Whether it may be unset, which `null` does.
    package var isOptional: Bool { remove != nil }

    /// Whether it follows something else in `settings`.
    func isFollowing(in settings: Settings) -> Bool { follows(settings) }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The setting whose values a command can list.
    package static let validator = byName["validator"] ?? all[0]

    /// The setting of that name, or nil.
    package static func named(_ name: String) -> Setting? { byName[name] }
}

extension Setting: Hashable {
    package static func == (left: Setting, right: Setting) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Settings {
    /// Sets it to what `text` says, or throws and changes nothing.
    package mutating func set(_ setting: Setting, to text: String) throws(SettingError) {
        try setting.write(&self, text)
    }

    /// - Parameter name: the name of an existing setting.
    package mutating func set(_ name: String, to text: String) throws(SettingError) {
        guard let setting = Setting.named(name) else { preconditionFailure("no setting is called \(name)") }
        try set(setting, to: text)
    }

    /// Puts it back to what an unset value means.
    package mutating func unset(_ setting: Setting) throws(SettingError) {
        guard let remove = setting.remove else { throw SettingError("null", "unsets nothing", allowed: "a value") }
        remove(&self)
    }

    /// Takes over one setting as it stands in `other`.
    mutating func copy(_ setting: Setting, from other: Settings) { setting.copy(&self, other) }

    /// One setting as JSON shows it.
    package func json(_ setting: Setting) -> JSONValue { setting.show(self) }

    /// The same in whole milliseconds, if it has such a twin; null if it is unset.
    func milliseconds(_ setting: Setting) -> JSONValue? { setting.milliseconds(self) }
}
