internal import Gateway
package import JWT
import Locking
package import Policy

/// True time that a test moves by hand.
package final class ManualClock: Sendable {
    private let instant: Mutex<NumericDate>

    /// 2026-01-02T03:04:05.000Z unless told otherwise.
    package init(at instant: NumericDate = NumericDate(seconds: 1_767_323_045)) { self.instant = Mutex(instant) }

    package var now: NumericDate { instant.withLock { $0 } }

    package func advance(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }

    package func set(_ instant: NumericDate) { self.instant.withLock { $0 = instant } }

    package var gatewayClock: GatewayClock { GatewayClock { self.now } }
}
