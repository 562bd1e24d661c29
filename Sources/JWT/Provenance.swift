/// Where a profile comes from: of which versions it holds, and how that is known.
///
/// A class, so that a validator stays small: nobody who judges a token asks for any of this.
package final class Provenance: Sendable {
    /// What a person who looks for a profile knows: a language, or that it is a product.
    package enum Group: String, Sendable, CaseIterable {
        case program = "This program"
        case python = "Python"
        case javaScript = "JavaScript"
        case java = "Java"
        case dotNet = ".NET"
        case go = "Go"
        case rust = "Rust"
        case php = "PHP"
        case ruby = "Ruby"
        case perl = "Perl"
        case swift = "Swift"
        case c = "C"
        case gateways = "Gateways and proxies"
    }

    /// Which leeways can be set there; here any can.
    package enum Leeways: String, Sendable {
        case any
        case wholeSeconds = "whole seconds"
        /// None can, and it forgives nothing.
        case none
        /// It forgives what its source says.
        case fixed
    }

    package let group: Group
    /// Of which library or product, and of which of its versions.
    package let subject: String
    /// How its bounds are known; how its readings are, they say themselves.
    package let basis: TimeReadings.Basis
    /// Those that were run or read, the newest first.
    package let versions: String?
    package let leeways: Leeways
    /// What else there is to know, as a sentence.
    package let remark: String?

    init(
        _ group: Group,
        _ subject: String,
        _ basis: TimeReadings.Basis,
        _ versions: String? = nil,
        leeway leeways: Leeways,
        _ remark: String? = nil
    ) {
        self.group = group
        self.subject = subject
        self.basis = basis
        self.versions = versions
        self.leeways = leeways
        self.remark = remark
    }
}

extension Provenance: Hashable {
    package static func == (left: Provenance, right: Provenance) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
