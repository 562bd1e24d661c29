internal import Gateway
internal import HTTPServer
internal import Locking
internal import System

/// Reads config file and fixtures anew while the gateway runs.
final class DefinitionsReader: Sendable {
    /// What the gateway was started with.
    private let started: GivenOptions
    private let secrets: SecretFiles
    private let environment: [String: String]
    private let read: @Sendable () throws(StartError) -> GivenOptions
    /// One reading at a time, so that the last one asked for has the last word.
    private let turn = Mutex(())

    /// - Parameter read: the options as they stand now.
    init(
        started: GivenOptions,
        secrets: SecretFiles,
        environment: [String: String],
        read: @escaping @Sendable () throws(StartError) -> GivenOptions
    ) {
        self.started = started
        self.secrets = secrets
        self.environment = environment
        self.read = read
    }

    /// Reads on a thread of its own, so that no request waits for a file.
    func start(_ done: @escaping @Sendable (Configuration.Reading) -> Void) {
        do throws(SystemError) {
            let thread = try WorkerThread { self.turn.withLock { _ in done(self.reading()) } }
            thread.detach()
        } catch {
            done(.failure(InputError("\(error)")))
        }
    }

    /// All of the options are checked, those too whose change waits for the next start.
    private func reading() -> Configuration.Reading {
        do throws(StartError) {
            let options = try read()
            let plan = try ServePlan(options, environment: environment, known: secrets)
            return .success((plan.configuration.definitions, options.changes(since: started)))
        } catch {
            return .failure(InputError(error.message))
        }
    }
}

extension GivenOptions {
    /// What waits for the next start: options with another value, as a config file calls them.
    fileprivate func changes(since other: GivenOptions) -> [String] {
        ServeOption.allCases.filter { !$0.isReloaded && self[$0]?.value != other[$0]?.value }.map(\.key)
    }
}
