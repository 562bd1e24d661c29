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
    /// One reading at a time; requests meanwhile share the one after it, which sees what their senders have written.
    private let turn = Mutex(Turn())

    private struct Turn {
        var isReading = false
        var waiting: [@Sendable (Configuration.Reading) -> Void] = []
    }

    /// - Parameter read: the options as they stand now.
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

    /// Reads on a thread of its own, so that no request waits for a file.
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
        ServeOption.all.filter { !$0.isReloaded && self[$0]?.value != other[$0]?.value }.map(\.key)
    }
}
