internal import JSON
internal import Journal
internal import Locking
package import Logging
internal import OpenSSL
package import Policy
internal import Rules
internal import System

/// What all event loops share: the settings in force, the clock, fixtures, clients, faults, codes and refresh tokens.
package final class Gateway: Sendable {
    let configuration: Configuration
    /// The key of all signatures.
    let key: HMACSHA256
    let clock: GatewayClock
    let policies: PolicyStore
    let fixtures: Versioned<FixtureSet>
    let faults: FaultStore
    /// The answers that tests have put in the place of fixtures.
    let stubs: StubStore
    private let lastStub = Atomic<UInt64>(0)
    let grants = GrantStore()
    let revocations = Revocations()
    /// The objects that requests have made of the definition's resources.
    let objects: ObjectStore
    let activity = ActivityMeter()
    let rates = RateMeter()
    let nodes = NodePicker()
    let journal: Journal
    /// The events, for the readers that watch.
    let events: EventHub
    let logger: Logger
    let loginPrefix: [UInt8]
    let apiPrefix: [UInt8]

    package init(_ configuration: Configuration, clock: GatewayClock = GatewayClock(), logger: Logger) {
        self.configuration = configuration
        key = HMACSHA256(key: configuration.signingKey)
        self.clock = clock
        self.logger = logger
        let definitions = configuration.definitions
        let faults = FaultStore(definitions.faults, at: clock.trueNow())
        let stubs = StubStore([], at: clock.trueNow())
        let journal = Journal(capacity: configuration.journalSize)
        let objects = ObjectStore()
        self.objects = objects
        policies = PolicyStore(
            settings: definitions.settings,
            clients: definitions.clients,
            at: clock.trueNow()
        ) { clients, trueNow in
            faults.remove(of: clients, at: trueNow)
            stubs.remove(of: clients, at: trueNow)
            journal.remove(of: clients)
            objects.remove(of: clients)
        }
        fixtures = Versioned(definitions.fixtures)
        self.faults = faults
        self.stubs = stubs
        self.journal = journal
        events = EventHub(clock: clock, policies: policies, faults: faults, journal: journal)
        loginPrefix = Array(configuration.loginPrefix.utf8)
        apiPrefix = Array(configuration.apiPrefix.utf8)
    }

    /// The part of one event loop.
    package func responder() -> GatewayResponder { GatewayResponder(self) }

    /// A number that is greater than all before it.
    func nextStubNumber() -> UInt64 { lastStub.add(1, ordering: .relaxed).newValue }

    /// Puts back what was started with or last reloaded, and forgets all that has happened.
    func reset() -> Policy {
        Disposal.later([
            grants.removeAll(), revocations.removeAll(), activity.reset(), rates.reset(), journal.removeAll(),
            objects.removeAll(), faults.reset(at: clock.trueNow()), stubs.reset(at: clock.trueNow()), nodes.reset(),
        ])
        return policies.reset(at: clock.trueNow())
    }

    /// How many operations the definition in force has, and what of it is passed over; nil if there is no definition.
    package var definitionSummary: (operations: Int, warnings: [String])? {
        fixtures.current.operations?.summary
    }

    /// What a reload has changed.
    package struct ReloadSummary: Sendable {
        package let fixtures: Int
        package let clients: Int
        package let faults: Int
        /// Settings that changed but need a new start.
        package let ignored: [String]
    }

    /// Reads fixtures, clients, faults and settings again; what was changed by the control interface stays.
    ///
    /// - Parameter done: called on another thread, if something is broken with the reason, and nothing is changed.
    package func reload(done: @escaping @Sendable (Result<ReloadSummary, InputError>) -> Void) {
        guard let reader = configuration.reader else {
            return done(.failure(InputError("there is nothing to read again")))
        }
        reader { reading in
            done(
                reading.flatMap { (definitions, ignored) in
                    do throws(InputError) {
                        try self.take(definitions)
                    } catch {
                        return .failure(error)
                    }
                    return .success(
                        ReloadSummary(
                            fixtures: definitions.fixtures.count,
                            clients: definitions.clients.count,
                            faults: definitions.faults.count,
                            ignored: ignored
                        )
                    )
                }
            )
        }
    }

    /// Takes over all of it, or nothing if a client or a fault that stays would lose its fixture.
    private func take(_ definitions: Definitions) throws(InputError) {
        for client in policies.snapshot.clients.all.map(\.client) where client.origin == .control {
            try definitions.fixtures.check(client.variant, key: "clients.\(client.id).variant")
        }
        for fault in faults.all.map(\.rule) where fault.origin == .control {
            try definitions.fixtures.check(fault.variant, key: "faults.\(fault.name).variant")
        }
        policies.reload(settings: definitions.settings, clients: definitions.clients, at: clock.trueNow())
        fixtures.replace(with: definitions.fixtures)
        faults.reload(definitions.faults, at: clock.trueNow())
        events.noteChange()
    }
}
