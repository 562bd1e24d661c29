package import JWT
internal import Synchronization

/// What tokens are stamped and judged by: settings, and the clock they count on.
package struct Scope: Sendable, Hashable {
    package var settings = Settings()
    package var clock = ClockMode.live

    package func moment(trueNow: NumericDate) -> Moment {
        Moment(trueNow: trueNow, mode: clock, offset: settings.offset)
    }
}

/// The scopes in force.
///
/// A change holds from the next request on, on every event loop.
package final class ScopeStore: Sendable {
    private let initial: Scope
    private let current: Mutex<Scope>
    private let generation = Atomic<Int>(0)

    package init(_ initial: Scope) {
        self.initial = initial
        current = Mutex(initial)
    }

    package var scope: Scope { current.withLock { $0 } }

    /// Applies `change` as a whole or, where it throws, not at all.
    package func update<Failure: Error>(_ change: (inout Scope) throws(Failure) -> Void) throws(Failure) -> Scope {
        let result: Result<Scope, Failure> = current.withLock { scope in
            var copy = scope
            do throws(Failure) {
                try change(&copy)
            } catch {
                return .failure(error)
            }
            scope = copy
            generation.add(1, ordering: .releasing)
            return .success(copy)
        }
        return try result.get()
    }

    /// As at start.
    package func reset() -> Scope {
        update { $0 = initial }
    }

    /// One event loop's copy, taken anew only when something has changed.
    struct Reader {
        private let store: ScopeStore
        private var generation: Int
        private var copy: Scope

        init(_ store: ScopeStore) {
            self.store = store
            generation = store.generation.load(ordering: .acquiring)
            copy = store.scope
        }

        /// The scope that `client` falls under; nil is nobody in particular.
        ///
        /// Today there is one for all.
        mutating func scope(for client: String?) -> Scope {
            let latest = store.generation.load(ordering: .acquiring)
            if latest != generation {
                generation = latest
                copy = store.scope
            }
            return copy
        }
    }
}
