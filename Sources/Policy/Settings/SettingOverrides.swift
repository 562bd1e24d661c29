internal import JSON

/// Some settings with their own values; all others follow the settings below.
///
/// The skew is one thing: if one part of it is set, the others have their defaults.
package struct SettingOverrides: Sendable, Hashable {
    package private(set) var settings: Set<Setting> = []
    /// The values of those in `settings`; the others have their defaults.
    private var values = Settings()

    package init() {}

    package mutating func set(_ setting: Setting, to text: String) throws(SettingError) {
        try values.set(setting, to: text)
        settings.insert(setting)
    }

    /// Sets it to the unset value, which is a value too.
    package mutating func unset(_ setting: Setting) throws(SettingError) {
        try values.unset(setting)
        settings.insert(setting)
    }

    /// Lets it follow the settings below again.
    mutating func drop(_ setting: Setting) {
        settings.remove(setting)
        values.copy(setting, from: Settings())
    }

    /// Lets all parts of the skew follow again.
    mutating func dropSkew() {
        for setting in Setting.all where setting.isSkew { drop(setting) }
    }

    /// Takes the skew of `other`, or its lack of one.
    mutating func copySkew(from other: SettingOverrides) {
        dropSkew()
        values.skew = other.values.skew
        settings.formUnion(other.settings.filter(\.isSkew))
    }

    /// The skew, if one has been set; setting it sets all of its parts.
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

    /// The same in whole milliseconds, if it is a duration that has such a twin.
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
