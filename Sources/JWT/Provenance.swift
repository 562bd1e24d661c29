/// Where a profile comes from: for which versions it holds, and how that is known.
///
/// A class, so that a validator stays small: judging a token needs none of this.
package final class Provenance: Sendable {
    /// How a person looks for a profile: by a language, or as a product.
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

    /// Which leeways the library itself lets one set; this program lets one set any.
    package enum Leeways: String, Sendable {
        case any
        case wholeSeconds = "whole seconds"
        /// None can be set, and it forgives nothing.
        case none
        /// None can be set, and it forgives what its source says.
        case fixed
    }

    package let group: Group
    /// The library or product, and its versions, for which the profile holds.
    package let subject: String
    /// How its bounds are known; the readings say for themselves how they are known.
    package let basis: TimeReadings.Basis
    /// The versions that were run or read, the newest first.
    package let versions: String?
    package let leeways: Leeways
    /// What else is to be known, as a sentence.
    package let remark: String?

    init(
        _ group: Group,
        _ subject: String,
        basis: TimeReadings.Basis,
        versions: String? = nil,
        leeway leeways: Leeways,
        remark: String? = nil
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
