/// The arguments of `serve` as nearly everybody writes them: pairs of a known option and a value.
///
/// Reading these alone takes a thirtieth of the time that the parser of all commands does, which is most of a start.
/// All else, such as a mistake, another spelling or a question for help, is left to that parser and its messages.
package enum PlainArguments {
    /// The options with their values; nil if anything else is among them.
    ///
    /// - Parameter arguments: the arguments of the process, without its name.
    package static func options(_ arguments: some Sequence<String>) -> [ServeOption: String]? {
        var rest = Array(arguments)[...]
        if rest.first == "serve" { rest.removeFirst() }
        var options: [ServeOption: String] = [:]
        while let name = rest.popFirst() {
            guard let option = ServeOption.named(flag: name),
                option.takesValue, let value = rest.popFirst(), !value.hasPrefix("-"),
                options.updateValue(value, forKey: option) == nil
            else { return nil }
        }
        return options
    }
}
