internal import Gateway
package import Policy

extension Settings {
    /// The settings by the flags alone, for a command that reads no other source.
    ///
    /// - Parameter flags: values by the names of settings; nil if one was not given.
    package init(flags: KeyValuePairs<String, String?>) throws(StartError) {
        self.init()
        for (name, value) in flags {
            guard let value, let setting = Setting.named(name) else { continue }
            do throws(SettingError) {
                try set(setting, to: value)
            } catch {
                throw StartError(.usage, error.message(for: ServeOption.setting(setting).flag))
            }
        }
    }
}
