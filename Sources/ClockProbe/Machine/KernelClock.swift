internal import CLinux
internal import Glibc
package import HTTPClient

/// What the kernel says of its clock (adjtimex(2)).
package struct KernelClock: Sendable, Hashable {
    package let isSynchronised: Bool
    /// What the time service has told the kernel; systemd-timesyncd tells it only 0.
    package let estimatedError: Duration
    /// A bound that the time service sets at each correction and the kernel lets grow by 0.5 ms a second from then on.
    package let maximumError: Duration

    package init(isSynchronised: Bool, estimatedError: Duration, maximumError: Duration) {
        self.isSynchronised = isSynchronised
        self.estimatedError = estimatedError
        self.maximumError = maximumError
    }

    /// Reads it, which changes nothing and needs no privilege; fails if a sandbox forbids the call.
    package static func read() throws(ExchangeFailure) -> KernelClock {
        var state = timex()
        state.modes = 0
        let result = ntp_adjtime(&state)
        guard result >= 0 else { throw ExchangeFailure("ntp_adjtime: \(String(cString: strerror(errno)))") }
        return KernelClock(
            isSynchronised: result != TIME_ERROR && state.status & Int32(STA_UNSYNC) == 0,
            // This is in microseconds, whatever STA_NANO says of the other fields.
            estimatedError: .microseconds(state.esterror),
            maximumError: .microseconds(state.maxerror)
        )
    }
}
