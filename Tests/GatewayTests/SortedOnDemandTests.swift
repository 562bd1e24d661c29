import TestSupport
import Testing

@testable import Gateway

struct SortedOnDemandTests {
    private func all<Value>(_ sorted: SortedOnDemand<Value>) -> [Value] {
        var values: [Value] = []
        while let value = sorted.next() { values.append(value) }
        return values
    }

    /// One, two or no value below the last one that has any.
    @Test(arguments: 0..<40)
    func givesThemOutInOrder(count: Int) {
        var numbers = SeededGenerator(seed: UInt64(count))
        for _ in 0..<20 {
            // Few enough that some are equal.
            let values = (0..<count).map { _ in Int(numbers.next() % 30) }
            #expect(all(SortedOnDemand(values)) == values.sorted())
        }
    }

    @Test(arguments: [[1, 2, 3], [3, 2, 1], [2, 1], [1, 1]])
    func takesThemInAnyOrder(values: [Int]) { #expect(all(SortedOnDemand(values)) == values.sorted()) }
}
