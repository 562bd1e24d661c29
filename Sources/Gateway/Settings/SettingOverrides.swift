internal import JSON

/// Some settings with values of their own; all others follow whatever these are laid over.
package struct SettingOverrides: Sendable, Hashable {
    package private(set) var names: Set<SettingName> = []
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
    mutating func drop(_ name: SettingName) { names.remove(name) }

    /// One of them as JSON shows it; unset is null.
    func json(_ name: SettingName) -> JSONValue {
        switch name {
        case .tolerance where values.tolerance == nil, .expiresIn where values.expiresIn == nil: .null
        default: values.json(name)
        }
    }

    package func applied(to base: Settings) -> Settings {
        guard !names.isEmpty else { return base }
        var settings = base
        for name in names { settings.copy(name, from: values) }
        // What ends by itself goes back to what it was laid over.
        if names.contains(.offsetTtl) { settings.skew.afterwards = base.offset }
        return settings
    }
}
