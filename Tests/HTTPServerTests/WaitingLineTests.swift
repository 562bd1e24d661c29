import Testing

@testable import HTTPServer

/// Which connection makes room at the limit.
@Suite struct WaitingLineTests {
    private static func place(_ number: Int) -> WaitingLine.Place {
        WaitingLine.Place(
            registration: Registration(slot: UInt32(number), generation: 1),
            since: MonotonicInstant(nanoseconds: Int64(number))
        )
    }

    private let now = MonotonicInstant(nanoseconds: 5_000_000_000)

    @Test func givesTheLongestWaitFirst() {
        var line = WaitingLine()
        let all = [3, 1, 2].map(Self.place)
        for number in 1...3 { #expect(line.next(at: now, look: { all }) == Self.place(number)) }
    }

    @Test func looksOnceForManyPlaces() {
        var line = WaitingLine()
        var looks = 0
        let all = (1...1000).reversed().map(Self.place)
        let taken = (1...512).map { _ in
            line.next(at: now) {
                looks += 1
                return looks == 1 ? all : Array(all.prefix(400))
            }
        }
        #expect(taken.prefix(256).elementsEqual((1...256).map(Self.place)))
        // By then those that were shown have become others.
        #expect(taken[256] == Self.place(601) && looks == 2)
    }

    @Test func looksAgainAfterAWhileIfNobodyWaited() {
        var line = WaitingLine()
        #expect(line.next(at: now, look: { [] }) == nil)
        #expect(line.next(at: now + .nanoseconds(9_999_999), look: { [Self.place(1)] }) == nil)
        #expect(line.next(at: now + .milliseconds(10), look: { [Self.place(1)] }) == Self.place(1))
    }
}
