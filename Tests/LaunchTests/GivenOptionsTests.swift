import JSON
import Testing

@testable import Launch

/// Flag over environment over file.
struct GivenOptionsTests {
    private func given(
        _ flags: [ServeOption: String] = [:],
        _ environment: [String: String] = [:],
        file: String = "{}"
    ) throws -> GivenOptions {
        try GivenOptions(flags: flags, environment: environment) { _ in Array(file.utf8) }
    }

    private func failure(
        _ flags: [ServeOption: String] = [:],
        _ environment: [String: String] = [:],
        file: String = "{}"
    ) -> StartError? {
        #expect(throws: StartError.self) { try given(flags, environment, file: file) }
    }

    @Test func aFlagWins() throws {
        let (variable, file) = (["MOCK_GATEWAY_PORT": "2"], #"{"port": 3}"#)
        #expect(try given([.port: "1", .config: "f"], variable, file: file)[.port]?.value == "1")
        #expect(try given([.config: "f"], variable, file: file)[.port]?.value == "2")
        #expect(try given([.config: "f"], file: file)[.port]?.value == "3")
        #expect(try given([:], variable, file: file)[.port]?.value == "2")
        // Without a name for it, no file is read.
        #expect(try given(file: file)[.port] == nil)
    }

    @Test func aFileMayBeNamedByTheEnvironment() throws {
        let options = try given([:], ["MOCK_GATEWAY_CONFIG": "here/f"], file: #"{"fixtures": "answers"}"#)
        let fixtures = try #require(options[.fixtures])
        #expect(fixtures.name == "here/f: fixtures")
        #expect(fixtures.path == "here/answers")
    }

    @Test func aPathInAFileCountsFromItsFolder() throws {
        for (file, path, expected) in [
            ("f", "answers", "answers"), ("/a/f", "answers", "/a/answers"), ("/a/f", "/answers", "/answers"),
        ] {
            let options = try given([.config: file], file: #"{"fixtures": "\#(path)"}"#)
            #expect(options[.fixtures]?.path == expected)
        }
        #expect(try given([.fixtures: "answers", .config: "/a/f"])[.fixtures]?.path == "answers")
    }

    /// A compose file passes on variables that it does not have.
    @Test func anEmptyVariableIsNone() throws {
        #expect(try given([:], ["MOCK_GATEWAY_PORT": ""])[.port] == nil)
        #expect(failure([:], ["MOCK_GATEWAY_PROT": ""])?.code == .usage)
    }

    @Test func whatKubernetesSetsIsIgnored() throws {
        let options = try given(
            [:],
            [
                "MOCK_GATEWAY_PORT": "tcp://10.0.0.1:80", "MOCK_GATEWAY_SERVICE_HOST": "10.0.0.1",
                "MOCK_GATEWAY_PORT_80_TCP": "tcp://10.0.0.1:80", "MOCK_GATEWAY_URL": "http://127.0.0.1:1",
            ]
        )
        #expect(options[.port] == nil)
        #expect(
            options.ignoredVariables == ["MOCK_GATEWAY_PORT", "MOCK_GATEWAY_PORT_80_TCP", "MOCK_GATEWAY_SERVICE_HOST"]
        )
    }

    /// A misspelt name may hold a secret.
    @Test func anUnknownVariableIsNamedWithoutItsValue() throws {
        let error = try #require(failure([:], ["MOCK_GATEWAY_SIGNING_KEYS": "s3cret"]))
        #expect(error.code == .usage)
        #expect(error.message.hasPrefix("MOCK_GATEWAY_SIGNING_KEYS: is for no setting; allowed: MOCK_GATEWAY_HOST, "))
        #expect(!error.message.contains("s3cret"))
    }

    @Test func aSecretIsGivenOnce() {
        let variable = ["MOCK_GATEWAY_SIGNING_KEY": "k"]
        #expect(
            failure([.signingKeyFile: "f"], variable)?.message
                == "--signing-key-file: contradicts MOCK_GATEWAY_SIGNING_KEY; allowed: one of them"
        )
        #expect(
            failure([.config: "f"], variable, file: #"{"signingKeyFile": "k"}"#)?.message
                == "MOCK_GATEWAY_SIGNING_KEY: contradicts f: signingKeyFile; allowed: one of them"
        )
    }

    @Test(arguments: [
        ("[", "f: is no JSON: ", 65), ("[]", "f: is no JSON object", 65),
        (#"{"prot": 1}"#, "f: prot: is no setting", 65),
        // A file that names another one would never end.
        (#"{"config": "g"}"#, "f: config: is no setting", 65),
        (#"{"port": null}"#, "f: port: null is no setting; allowed: a string or a number", 65),
        (#"{"signingKeyFile": ["s3cret"]}"#, "f: signingKeyFile: what is there is no setting", 65),
    ])
    func aFileThatIsNone(file: String, message: String, code: Int32) throws {
        let error = try #require(failure([.config: "f"], file: file))
        #expect(error.message.hasPrefix(message))
        #expect(error.code.rawValue == code)
    }

    @Test func documents() throws {
        let options = try given([.config: "f"], file: #"{"clients": {}, "faults": []}"#)
        #expect(options.document(.clients)?.path == "f")
        #expect(options.document(.faults)?.value == [])
        #expect(try given().document(.clients) == nil)
    }
}
