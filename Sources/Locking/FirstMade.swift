/// A value that is made when it is first asked for, and then kept.
///
/// Nobody waits for another's: whoever finds none makes one, and the first that is ready is everybody's. So a thread of low
/// priority may make it early, without holding back one that needs it at once.
package struct FirstMade<Value: Sendable>: ~Copyable, Sendable {
    private let kept = Mutex<Value?>(nil)

    package init() {}

    /// - Parameter make: called if there is no value yet, by several threads at once if need be; what it throws is not kept.
    package borrowing func value<Failure: Error>(_ make: () throws(Failure) -> Value) throws(Failure) -> Value {
        if let known = kept.withLock({ $0 }) { return known }
        let made = try make()
        return kept.withLock { kept in
            if let kept { return kept }
            kept = made
            return made
        }
    }
}
