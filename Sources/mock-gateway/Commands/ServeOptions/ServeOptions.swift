internal import ArgumentParser

/// All that a gateway can be started with, in the sections of its help.
struct ServeOptions: ParsableArguments {
    @OptionGroup(title: "Clocks") var clocks: SettingOptions<ClockSection>
    @OptionGroup(title: "Tokens") var tokens: SettingOptions<TokenSection>
    @OptionGroup(title: "Behaviour") var settings: SettingOptions<BehaviourSection>
    @OptionGroup(title: "Behaviour") var behaviour: BehaviourOptions
    @OptionGroup(title: "Files") var file: FileOptions
    @OptionGroup(title: "Network") var address: AddressOptions
    @OptionGroup(title: "TLS") var tls: TLSOptions
    @OptionGroup(title: "Process and log") var process: ProcessOptions

    /// Those that were given, by option.
    var given: [ServeOption: String] {
        var given: [ServeOption: String] = [:]
        for flags in [clocks.flags, tokens.flags, settings.flags, behaviour.flags] { given.add(flags) }
        for flags in [file.flags, address.flags, tls.flags, process.flags] { given.add(flags) }
        return given
    }
}

extension [ServeOption: String] {
    fileprivate mutating func add(_ flags: [(ServeOption, String?)]) {
        for (option, value) in flags { self[option] = value }
    }
}
