import Testing

@testable import Launch

/// Pairs of a known option and a value, and nothing else.
struct PlainArgumentsTests {
    @Test func pairs() {
        #expect(PlainArguments.options([String]()) == [:])
        #expect(PlainArguments.options(["serve"]) == [:])
        #expect(PlainArguments.options(["serve", "--port", "0"]) == [.port: "0"])
        let both = PlainArguments.options(["--port", "0", "--offset", "200ms"])
        #expect(both?[.port] == "0" && both?.count == 2)
    }

    /// The parser of all commands has the words for these.
    @Test(arguments: [
        ["--port"], ["--port=0"], ["--port", "0", "--port", "0"], ["--port", "0", "serve"], ["serve", "serve"],
        ["--offset", "-200ms"], ["--json"], ["--help"], ["inspect"], ["--strict-key-file"], ["--port", "--host"], [""],
    ])
    func anythingElse(arguments: [String]) {
        #expect(PlainArguments.options(arguments) == nil)
    }
}
