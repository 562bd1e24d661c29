/// Which way an issuer rounds its timestamps; half a unit goes up.
package enum TimestampRounding: String, Sendable, Hashable, CaseIterable {
    case floor, round, ceil
}
