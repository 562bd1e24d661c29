internal import Gateway

extension Settings {
    /// What the flags say, for a command that reads no other source.
    ///
    /// - Parameter flags: each setting, its flag, and the value, if one was given.
    init(flags: [(name: SettingName, flag: String, value: String?)]) throws(StartError) {
        self.init()
        for (name, flag, value) in flags {
            guard let value else { continue }
            do throws(SettingError) {
                try set(name, to: value)
            } catch {
                throw StartError(.usage, error.message(for: flag))
            }
        }
    }
}
