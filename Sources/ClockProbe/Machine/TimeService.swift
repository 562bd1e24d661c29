/// A program that keeps a machine's clock right.
package enum TimeService: String, Sendable, Hashable, CaseIterable {
    case chrony, ntpd
    case timesyncd = "systemd-timesyncd"

    /// What the kernel calls its process: at most 15 bytes.
    var command: String {
        switch self {
        case .chrony: "chronyd"
        case .ntpd: "ntpd"
        case .timesyncd: "systemd-timesyn"
        }
    }
}
