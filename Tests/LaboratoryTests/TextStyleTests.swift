import TerminalText
import Testing

struct TextStyleTests {
    /// Text is coloured only on a terminal, and only if the environment does not forbid it.
    @Test(
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": ""], true), (true, ["NO_COLOR": "1"], false),
            (true, ["NO_COLOR": "0"], false), (true, ["TERM": "dumb"], false), (true, ["TERM": "xterm"], true),
        ] as [(Bool, [String: String], Bool)]
    )
    func colours(isTerminal: Bool, environment: [String: String], isColoured: Bool) {
        let style = TextStyle(isTerminal: isTerminal, environment: environment)
        #expect(style.paint("x", .alarm) == (isColoured ? "\u{1B}[1;37;41mx\u{1B}[0m" : "x"))
        #expect(style.paint("x", nil) == "x" && style.paint("", .red).isEmpty)
    }
}
