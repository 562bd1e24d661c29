package import Gateway
internal import Locking
internal import Policy
internal import System

/// Reads config file and fixtures again while the gateway runs.
package final class DefinitionsReader: Sendable {
    /// What the gateway was started with.
    private let started: GivenOptions
    private let secrets: SecretFiles
    private let environment: [String: String]
    private let read: @Sendable () throws(StartError) -> GivenOptions
    /// There is one reading at a time.
    ///
    /// Requests meanwhile share the next one, which sees what their senders have written.
    private let turn = Mutex(Turn())

    private struct Turn {
        var isReading = false
        var waiting: [@Sendable (Configuration.Reading) -> Void] = []
    }

    /// - Parameter read: reads the options as they are now.
    package init(
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

    /// Reads on another thread, so that no request waits for a file.
    package func start(_ done: @escaping @Sendable (Configuration.Reading) -> Void) {
        let isFirst = turn.withLock { turn in
            turn.waiting.append(done)
            defer { turn.isReading = true }
            return !turn.isReading
        }
        guard isFirst else { return }
        do throws(SystemError) {
            try WorkerThread { self.readForAll() }.detach()
        } catch {
            for done in endTurn() { done(.failure(InputError("\(error)"))) }
        }
    }

    private func readForAll() {
        while true {
            let waiting = turn.withLock { turn in
                let waiting = turn.waiting
                turn.waiting = []
                if waiting.isEmpty { turn.isReading = false }
                return waiting
            }
            guard !waiting.isEmpty else { return }
            let reading = reading()
            for done in waiting { done(reading) }
        }
    }

    private func endTurn() -> [@Sendable (Configuration.Reading) -> Void] {
        turn.withLock { turn in
            let waiting = turn.waiting
            turn = Turn()
            return waiting
        }
    }

    /// All options are checked, even those whose changes wait for the next start.
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
    /// The changes that wait for the next start: the names, as in a config file, of options with another value.
    fileprivate func changes(since other: GivenOptions) -> [String] {
        ServeOption.all.filter { !$0.isReloaded && self[$0]?.value != other[$0]?.value }.map(\.key)
    }
}
