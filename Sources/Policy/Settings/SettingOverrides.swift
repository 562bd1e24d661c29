internal import JSON

/// Some settings with values of their own; all others follow whatever these are laid over.
///
/// The skew is one thing: with one part of it set, the others are the defaults.
package struct SettingOverrides: Sendable, Hashable {
    package private(set) var settings: Set<Setting> = []
    /// What is not among `settings` has its default.
    private var values = Settings()

    package init() {}

    package mutating func set(_ setting: Setting, to text: String) throws(SettingError) {
        try values.set(setting, to: text)
        settings.insert(setting)
    }

    /// Unset, which is a value of its own too.
    package mutating func unset(_ setting: Setting) throws(SettingError) {
        try values.unset(setting)
        settings.insert(setting)
    }

    /// Follows again what these are laid over.
    mutating func drop(_ setting: Setting) {
        settings.remove(setting)
        values.copy(setting, from: Settings())
    }

    /// The same for all parts of the skew.
    mutating func dropSkew() {
        for setting in Setting.all where setting.isSkew { drop(setting) }
    }

    /// Has the skew as `other` has it, be it there or not.
    mutating func copySkew(from other: SettingOverrides) {
        dropSkew()
        values.skew = other.values.skew
        settings.formUnion(other.settings.filter(\.isSkew))
    }

    /// The skew, where one has been set; setting it sets all of its parts.
    var skew: Skew? {
        get { settings.contains(where: \.isSkew) ? values.skew : nil }
        set {
            guard let newValue else { return dropSkew() }
            values.skew = newValue
            settings.formUnion(Setting.all.filter(\.isSkew))
        }
    }

    /// One of them as JSON shows it; unset is null.
    func json(_ setting: Setting) -> JSONValue { setting.isFollowing(in: values) ? .null : values.json(setting) }

    /// The same in whole milliseconds, where it is a duration that has such a twin.
    func milliseconds(_ setting: Setting) -> JSONValue? {
        values.milliseconds(setting).map { setting.isFollowing(in: values) ? .null : $0 }
    }

    package func applied(to base: Settings) -> Settings {
        guard !settings.isEmpty else { return base }
        var result = base
        for setting in settings where !setting.isSkew { result.copy(setting, from: values) }
        if let skew { result.skew = skew }
        return result
    }
}
