internal import ArgumentParser
internal import Gateway
internal import Launch
internal import Policy

/// A section of the help, with the settings that stand in it.
protocol SettingSection {
    static var group: Setting.Group { get }
}

enum ClockSection: SettingSection { static let group = Setting.Group.clocks }
enum TokenSection: SettingSection { static let group = Setting.Group.tokens }
enum BehaviourSection: SettingSection { static let group = Setting.Group.behaviour }

/// The options of one group of settings, made from the settings' table.
///
/// The parser finds its options by reflection, and reads their values by decoding: here both follow from the table, in
/// place of declared properties.
struct SettingOptions<Section: SettingSection>: ParsableArguments, CustomReflectable {
    private(set) var flags: [(ServeOption, String?)] = []

    private static var settings: [Setting] { Setting.all.filter { $0.group == Section.group } }

    init() {}

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for setting in Self.settings {
            let key = Key(stringValue: setting.name)
            let value =
                setting.isFlag
                ? try container.decode(Flag<Bool>.self, forKey: key).wrappedValue ? "on" : nil
                : try container.decode(Option<String?>.self, forKey: key).wrappedValue
            flags.append((.setting(setting), value))
        }
    }

    var customMirror: Mirror {
        let children = Self.settings.map { setting -> Mirror.Child in
            let help = ArgumentHelp(
                setting.isFlag ? "\(setting.about)" : "\(setting.about) (default: \(setting.standard))",
                valueName: setting.isFlag ? nil : setting.placeholder
            )
            // A wrapped property of that name is stored under this one.
            let label = "_\(setting.name)"
            if setting.isFlag { return (label, Flag<Bool>(wrappedValue: false, help: help)) }
            let choices = setting == .validator ? setting.choices + ["list"] : setting.choices
            let completion = choices.isEmpty ? nil : CompletionKind.list(choices)
            return (label, Option<String?>(parsing: .unconditional, help: help, completion: completion))
        }
        return Mirror(self, children: children)
    }
}
