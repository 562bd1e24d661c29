/// What can be read anew while the gateway runs.
package struct Definitions: Sendable {
    package var settings = Settings()
    package var clients: [Client] = []
    package var faults: [Fault] = []
    package var fixtures: FixtureSet

    package init(fixtures: FixtureSet) { self.fixtures = fixtures }

    /// Finds what names a variant that no fixture has.
    package func check() throws(InputError) {
        for client in clients { try fixtures.check(client.variant, key: "clients.\(client.id).variant") }
        for fault in faults {
            guard case .variant(let name) = fault.effect.replacement else { continue }
            try fixtures.check(name, key: "\(fault.name).variant")
        }
    }
}

extension FixtureSet {
    func check(_ variant: String?, key: String) throws(InputError) {
        guard let variant, !variants.contains(variant) else { return }
        let names = variants.isEmpty ? "a METHOD@variant.json first" : variants.sorted().joined(separator: ", ")
        throw InputError(key, SettingError(variant, "is no variant of any fixture", allowed: names))
    }
}
