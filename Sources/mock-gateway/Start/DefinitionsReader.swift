internal import Gateway
internal import HTTPServer

/// Reads config file and fixtures anew while the gateway runs.
struct DefinitionsReader: Sendable {
    /// What the gateway was started with.
    let started: GivenOptions
    /// The options as they stand now.
    let read: @Sendable () throws(StartError) -> GivenOptions

    /// Reads on a thread of its own, so that no request waits for a file.
    func start(_ done: @escaping @Sendable (Configuration.Reading) -> Void) {
        do throws(SystemError) {
            _ = try WorkerThread { done(reading()) }
        } catch {
            done(.failure(InputError("\(error)")))
        }
    }

    private func reading() -> Configuration.Reading {
        do throws(StartError) {
            let options = try read()
            return .success((try ServePlan.definitions(options), options.changes(since: started)))
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
