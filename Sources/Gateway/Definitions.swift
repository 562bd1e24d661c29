package import Policy
package import Rules

/// What can be read again while the gateway runs.
package struct Definitions: Sendable {
    package var settings = Settings()
    package var clients: [Client] = []
    package var faults: [Fault] = []
    package var fixtures: FixtureSet

    package init(fixtures: FixtureSet) { self.fixtures = fixtures }

    /// Throws if a client or a fault names a variant that no fixture has.
    package func check() throws(InputError) {
        for client in clients { try fixtures.check(client.variant, key: "clients.\(client.id).variant") }
        for fault in faults { try fixtures.check(fault.variant, key: "faults.\(fault.name).variant") }
    }

    /// Adds a fault, under a name that no other has.
    package mutating func add(_ fault: Fault) throws(InputError) {
        var fault = fault
        try fixtures.check(fault.variant, key: "variant")
        while faults.contains(where: { $0.name == fault.name }) { fault.name += "-1" }
        faults.append(fault)
    }
}

extension FixtureSet {
    func check(_ variant: String?, key: String) throws(InputError) {
        guard let variant, !variants.contains(variant) else { return }
        let names = variants.isEmpty ? "a METHOD@variant.json first" : variants.sorted().joined(separator: ", ")
        throw InputError(key, SettingError(variant, "is no variant of any fixture", allowed: names))
    }
}
