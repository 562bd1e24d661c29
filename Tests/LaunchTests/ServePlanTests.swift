import Gateway
import JSON
import Logging
import Testing

@testable import Launch

/// Nothing listens before all of it holds.
struct ServePlanTests {
    private func plan(_ flags: [ServeOption: String], _ environment: [String: String] = [:]) throws -> ServePlan {
        try ServePlan(
            GivenOptions(flags: flags, environment: environment) { _ in [] },
            environment: environment
        )
    }

    private func message(_ option: ServeOption, _ value: String) -> String? {
        #expect(throws: StartError.self) { try plan([option: value]) }?.message
    }

    @Test func defaults() throws {
        let plan = try plan([:])
        #expect(plan.host == "127.0.0.1")
        #expect(plan.port == 8080)
        #expect(plan.parent == nil && plan.readyFile == nil && plan.adminToken == nil)
        #expect(plan.tls.mode == .on)
        #expect(plan.logLevel == .info && plan.logFormat == .text)
        #expect(plan.configuration.signingKey.count == 32)
        #expect(!plan.configuration.refusesUnknownClients)
    }

    /// Of each range, the values that are just in it and just out of it.
    @Test(arguments: [
        (ServeOption.port, 0, 65535), (.maxConnections, 1, 1_000_000), (.eventLoops, 1, 64),
        (.journalSize, 0, 1_000_000),
    ])
    func numbers(option: ServeOption, least: Int, most: Int) throws {
        for good in [least, most] { _ = try plan([option: String(good)]) }
        for bad in [String(least - 1), String(most + 1), "", "1.0", "x", "99999999999999999999"] {
            let shown = bad.isEmpty ? "''" : bad
            #expect(
                message(option, bad)
                    == "\(option.flag): \(shown) is no number in range; allowed: \(least) to \(most)"
            )
        }
    }

    @Test(arguments: [
        ("on", ParentProcess.starter), ("true", .starter), ("2", .numbered(2)), ("off", nil), ("false", nil),
    ])
    func parents(text: String, parent: ParentProcess?) throws {
        #expect(try plan([.exitWithParent: text]).parent == parent)
    }

    /// Process 1 is nobody's parent who could end before this one.
    @Test(arguments: ["1", "0", "-2", "4294967298", "yes"])
    func noParents(text: String) {
        #expect(
            message(.exitWithParent, text)
                == "--exit-with-parent: \(text) is neither; allowed: on, off, or the process id of the parent"
        )
    }

    @Test func aHostInBracketsIsItsAddress() throws {
        #expect(try plan([.host: "[::1]"]).host == "::1")
        #expect(try plan([.host: "::1"]).host == "::1")
    }

    @Test func choices() {
        #expect(
            message(.logLevel, "loud")?.hasPrefix("--log-level: loud is no choice; allowed: trace, debug, ") == true
        )
        #expect(message(.logFormat, "xml") == "--log-format: xml is no choice; allowed: text, json")
        #expect(message(.clients, "shut") == "--clients: shut is no choice; allowed: open, closed")
        #expect(message(.tls, "x") == "--tls: x is no mode; allowed: off, on, required")
    }

    @Test(arguments: [("login", "/login"), ("/a/b/", "/a/b"), ("/a~b", "/a~b"), ("a//b", "/a/b")])
    func prefixes(text: String, prefix: String) throws {
        #expect(try plan([.loginPrefix: text]).configuration.loginPrefix == prefix)
    }

    @Test(arguments: ["", "/", "a?b", "/__admin", "a b"])
    func noPrefixes(text: String) {
        #expect(message(.apiPrefix, text)?.contains("is no path prefix; allowed: segments of letters") == true)
    }

    /// RFC 7518 §3.2: a key of 256 bits or more.
    @Test func keys() throws {
        let (short, long) = (String(repeating: "k", count: 31), String(repeating: "k", count: 32))
        #expect(try plan([:], ["MOCK_GATEWAY_SIGNING_KEY": long]).configuration.signingKey == Array(long.utf8))
        let error = #expect(throws: StartError.self) { try plan([:], ["MOCK_GATEWAY_SIGNING_KEY": short]) }
        #expect(error?.message == "MOCK_GATEWAY_SIGNING_KEY: the key has 31 bytes; allowed: 32 or more")
    }

    @Test(arguments: ["two words", "tab\t", "\u{7F}", "é"])
    func noAdminTokens(token: String) {
        let error = #expect(throws: StartError.self) { try plan([:], ["MOCK_GATEWAY_ADMIN_TOKEN": token]) }
        #expect(
            error?.message.hasPrefix("MOCK_GATEWAY_ADMIN_TOKEN: the token is empty or has other characters") == true
        )
        #expect(error?.message.contains(token) == false)
    }

    /// A mistake in a file exits with 65, one in a flag with 64 (sysexits.h).
    @Test func theCodeTellsWhoseMistakeItIs() throws {
        let fromFlag = #expect(throws: StartError.self) { try plan([.port: "x"]) }
        #expect(fromFlag?.code == .usage)
        let fromFile = #expect(throws: StartError.self) {
            try ServePlan(
                GivenOptions(flags: [.config: "f"], environment: [:]) { _ in Array(#"{"port": "x"}"#.utf8) },
                environment: [:]
            )
        }
        #expect(fromFile?.code == .dataError)
        #expect(fromFile?.message == "f: port: x is no number in range; allowed: 0 to 65535")
    }

    @Test func namesForTLS() throws {
        let plan = try plan([.tlsName: "Login.Test, [::1],10.0.0.1"])
        #expect(plan.tls.names == ["login.test", "::1", "10.0.0.1"])
        #expect(
            message(.tlsName, "a,,b")
                == "--tls-name: a,,b is no list of host names; allowed: names or addresses, separated by commas"
        )
    }

    @Test func halfOfAPair() {
        for (given, flag) in [(ServeOption.tlsCert, "--tls-cert"), (.tlsKey, "--tls-key")] {
            #expect(
                message(given, "f")
                    == "\(flag): is half of a pair; allowed: --tls-cert and --tls-key together"
            )
        }
    }
}
