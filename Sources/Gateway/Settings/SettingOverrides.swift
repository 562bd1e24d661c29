internal import JSON

/// Some settings with values of their own; all others follow whatever these are laid over.
///
/// The skew is one thing: with one part of it set, the others are the defaults.
package struct SettingOverrides: Sendable, Hashable {
    package private(set) var names: Set<SettingName> = []
    /// What has no name among `names` has its default.
    private var values = Settings()

    package init() {}

    package mutating func set(_ name: SettingName, to text: String) throws(SettingError) {
        try values.set(name, to: text)
        names.insert(name)
    }

    /// Unset, which is a value of its own too.
    package mutating func unset(_ name: SettingName) throws(SettingError) {
        try values.unset(name)
        names.insert(name)
    }

    /// Follows again what these are laid over.
    mutating func drop(_ name: SettingName) {
        names.remove(name)
        values.copy(name, from: Settings())
    }

    /// The same for all parts of the skew.
    mutating func dropSkew() {
        for name in SettingName.allCases where name.isSkew { drop(name) }
    }

    /// Has the skew as `other` has it, be it there or not.
    mutating func copySkew(from other: SettingOverrides) {
        dropSkew()
        values.skew = other.values.skew
        names.formUnion(other.names.filter(\.isSkew))
    }

    /// The skew, where one has been set; setting it sets all of its parts.
    var skew: Skew? {
        get { names.contains(where: \.isSkew) ? values.skew : nil }
        set {
            guard let newValue else { return dropSkew() }
            values.skew = newValue
            names.formUnion(SettingName.allCases.filter(\.isSkew))
        }
    }

    /// One of them as JSON shows it; unset is null.
    func json(_ name: SettingName) -> JSONValue { name.isUnset(in: values) ? .null : values.json(name) }

    /// The same in whole milliseconds, where it is a duration that has such a twin.
    func milliseconds(_ name: SettingName) -> JSONValue? {
        values.milliseconds(name).map { name.isUnset(in: values) ? .null : $0 }
    }

    package func applied(to base: Settings) -> Settings {
        guard !names.isEmpty else { return base }
        var settings = base
        for name in names where !name.isSkew { settings.copy(name, from: values) }
        if let skew { settings.skew = skew }
        return settings
    }
}
