import Durations
import JWT
import TestSupport
import Testing

@testable import Probe

struct SearchTests {
    /// A question that has to wait goes over a connection of its own, so that the search meets all machines of a server
    /// that keep their connections; one that has to leave sooner would come too late.
    ///
    /// There is time for a connection after 50 ms, or, if one exchange takes 40 ms, after that of four.
    @Test(arguments: [(VirtualServer.Network.loopback, 50, 1), (.steady, 160, 6)])
    func aConnectionIsOpenedIfThereIsTimeForIt(network: VirtualServer.Network, limit: Int, slack: Int) throws {
        var waits: [(span: Duration, isFresh: Bool)] = []
        for seed in 0..<UInt64(Repetitions.upTo(80)) {
            var server = VirtualServer(.strict, leeway: .zero, skews: [.milliseconds(170)], seed: seed)
            server.network = network
            server.keepsLog = true
            var examination = Examination(server)
            try examination.calibrate()
            try examination.lookForClaims()
            let begin = examination.server.log.count
            try examination.lookForFlips()
            let log = examination.server.log.dropFirst(begin - 1)
            for (before, next) in zip(log, log.dropFirst()) {
                guard let sendAt = next.question.sendAt else { continue }
                let soonest = before.reply.received + examination.server.preparation
                waits.append((sendAt - soonest, next.question.isFresh))
            }
        }
        // The clock goes on by some microseconds meanwhile, and no two exchanges take equally long.
        let short = waits.filter { $0.span < .milliseconds(limit) }
        let long = waits.filter { $0.span > .milliseconds(limit + slack) }
        #expect(!short.contains(where: \.isFresh) && long.allSatisfy(\.isFresh))
        #expect(short.contains { $0.span > .milliseconds(limit - 10) }, "\(short.map(\.span).max() ?? .zero)")
        #expect(long.contains { $0.span < .milliseconds(limit + 20) }, "\(long.map(\.span).min() ?? .zero)")
    }
}
