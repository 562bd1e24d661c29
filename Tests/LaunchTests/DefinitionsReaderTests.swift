import Gateway
import Policy
import Testing

@testable import Launch

/// What is read again while the gateway runs.
struct DefinitionsReaderTests {
    private static func options(_ file: String) throws(StartError) -> GivenOptions {
        try GivenOptions(flags: [.config: "f"], environment: [:]) { _ in Array(file.utf8) }
    }

    /// The outcome of one reading of a file that has become `file`.
    private func reading(after first: String, _ file: String) async throws -> Configuration.Reading {
        let started = try Self.options(first)
        let reader = DefinitionsReader(
            started: started,
            secrets: SecretFiles(isStrict: false),
            environment: [:]
        ) { () throws(StartError) in try Self.options(file) }
        return await withCheckedContinuation { continuation in
            reader.start { continuation.resume(returning: $0) }
        }
    }

    @Test func aSettingIsNew() async throws {
        let reading = try await reading(after: #"{"offset": "1s"}"#, #"{"offset": "2s"}"#)
        guard case .success(let (definitions, ignored)) = reading else { throw Unexpected() }
        #expect(definitions.settings.offset == .seconds(2))
        #expect(ignored == [])
    }

    @Test func whatWaitsForTheNextStartIsNamed() async throws {
        let reading = try await reading(after: #"{"port": 1, "eventLoops": 1}"#, #"{"port": 2, "offset": "2s"}"#)
        guard case .success(let (_, ignored)) = reading else { throw Unexpected() }
        #expect(ignored == ["port", "eventLoops"])
    }

    /// Those too whose change waits are checked.
    @Test func oneMistakeIsEnough() async throws {
        let reading = try await reading(after: "{}", #"{"offset": "2s", "port": 65536}"#)
        guard case .failure(let error) = reading else { throw Unexpected() }
        #expect(error.message == "f: port: 65536 is no number in range; allowed: 0 to 65535")
    }

    private struct Unexpected: Error {}
}
