import HTTPMessages
import Testing

@testable import HTTPServer

@Suite struct DeliveryScriptTests {
    typealias Step = DeliveryScript.Step

    private static let answer = Array("0123456789".utf8)
    private static let second = Duration.seconds(1)

    private func steps(_ delivery: Delivery, isPersistent: Bool, _ count: Int) -> [Step] {
        var script = DeliveryScript(delivery, Self.answer, isPersistent: isPersistent)
        return (0..<count).map { _ in script.next() }
    }

    @Test(
        arguments: [
            (.whole, [.send(0..<10), .proceed]),
            (.reset, [.reset]),
            (.cut(after: 3), [.send(0..<3), .breakOff]),
            (.cut(after: 0), [.breakOff]),
            (.cut(after: -1), [.breakOff]),
            (.cut(after: 10), [.send(0..<10), .breakOff]),
            (.cut(after: .max), [.send(0..<10), .breakOff]),
            (.silence, [.silence]),
        ] as [(Delivery.Manner, [Step])]
    )
    func turnsAMannerIntoSteps(manner: Delivery.Manner, expected: [Step]) {
        let delay = Duration.milliseconds(5)
        #expect(steps(Delivery(manner: manner), isPersistent: true, expected.count) == expected)
        let delayed = steps(Delivery(delay: delay, manner: manner), isPersistent: true, expected.count + 1)
        #expect(delayed == [.wait(delay)] + expected)
    }

    @Test(arguments: [.whole, .wrongLength(by: 1), .malformedChunk, .drip(bytesPerSecond: .max)] as [Delivery.Manner])
    func endsWithALastAnswer(manner: Delivery.Manner) {
        var script = DeliveryScript(Delivery(manner: manner), Self.answer, isPersistent: false)
        var step = script.next()
        while step != .end, step != .proceed { step = script.next() }
        #expect(step == .end)
        #expect(script.next() == .end)
    }

    @Test(arguments: [.zero, .seconds(-1)] as [Duration])
    func waitsForNoTimeAtAll(delay: Duration) {
        #expect(steps(Delivery(delay: delay), isPersistent: true, 2) == [.send(0..<10), .proceed])
    }

    /// From ten bytes a second on a piece each tenth of one, below that a byte at a time.
    @Test(
        arguments: [
            (1, Self.second, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
            (0, Self.second, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
            (4, Self.second / 4, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
            (9, Self.second / 9, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
            (10, Self.second / 10, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
            (15, Self.second / 10, [1, 2, 1, 2, 1, 2, 1]),
            (33, Self.second / 10, [3, 3, 3, 1]),
            (99, Self.second / 10, [9, 1]),
            (100, Self.second / 10, [10]),
            (.max, Self.second / 10, [10]),
        ] as [(Int, Duration, [Int])]
    )
    func drips(rate: Int, interval: Duration, pieces: [Int]) {
        var expected: [Step] = []
        var start = 0
        for piece in pieces {
            expected += [.wait(interval), .send(start..<start + piece)]
            start += piece
        }
        let delivery = Delivery(manner: .drip(bytesPerSecond: rate))
        #expect(steps(delivery, isPersistent: true, expected.count + 1) == expected + [.proceed])
    }

    /// Whatever the rate, a second of ticks carries just so many bytes.
    @Test(arguments: [10, 11, 17, 19, 20, 101, 999])
    func keepsTheRate(rate: Int) {
        let answer = [UInt8](repeating: 0, count: 10 * rate)
        var script = DeliveryScript(Delivery(manner: .drip(bytesPerSecond: rate)), answer, isPersistent: true)
        for second in 1...10 {
            var end = 0
            for _ in 0..<10 {
                _ = script.next()
                if case .send(let range) = script.next() { end = range.upperBound }
            }
            #expect(end == second * rate)
        }
    }
}
