import Locking
import Testing

struct FirstMadeTests {
    private struct Failure: Error {}

    @Test func isMadeOnce() {
        let value = FirstMade<Int>()
        let first = value.value { 1 }
        let second = value.value { 2 }
        #expect(first == 1 && second == 1)
    }

    /// As if another thread asked while this one is making it: were a lock held, this would not return.
    @Test func whoeverAsksMeanwhileDoesNotWait() {
        let value = FirstMade<Int>()
        let slow = value.value {
            let quick = value.value { 2 }
            #expect(quick == 2)
            return 1
        }
        let later = value.value { 3 }
        #expect(slow == 2 && later == 2)
    }

    @Test func aFailureIsNotKept() {
        let value = FirstMade<Int>()
        #expect(throws: Failure.self) { _ = try value.value { () throws(Failure) in throw Failure() } }
        let made = value.value { 1 }
        #expect(made == 1)
    }
}
