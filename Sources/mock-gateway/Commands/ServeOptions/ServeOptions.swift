internal import ArgumentParser
internal import Launch

/// All that a gateway can be started with, in the sections of its help.
struct ServeOptions: ParsableArguments {
    @OptionGroup(title: OptionSection.clocks.title) var clocks: SettingOptions<ClockSection>
    @OptionGroup(title: OptionSection.tokens.title) var tokens: SettingOptions<TokenSection>
    @OptionGroup(title: OptionSection.behaviour.title) var settings: SettingOptions<BehaviourSection>
    @OptionGroup(title: OptionSection.behaviour.title) var behaviour: BehaviourOptions
    @OptionGroup(title: OptionSection.files.title) var file: FileOptions
    @OptionGroup(title: OptionSection.network.title) var network: NetworkOptions
    @OptionGroup(title: OptionSection.tls.title) var tls: TLSOptions
    @OptionGroup(title: OptionSection.logging.title) var logging: LoggingOptions

    /// The values that were given, by option.
    var given: [ServeOption: String] {
        var given: [ServeOption: String] = [:]
        for flags in [clocks.flags, tokens.flags, settings.flags, behaviour.flags] { given.add(flags) }
        for flags in [file.flags, network.flags, tls.flags, logging.flags] { given.add(flags) }
        return given
    }
}

extension [ServeOption: String] {
    fileprivate mutating func add(_ flags: [(ServeOption, String?)]) {
        for (option, value) in flags { self[option] = value }
    }
}
