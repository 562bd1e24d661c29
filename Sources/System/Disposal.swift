/// Lets go of large values on a thread of its own: what takes milliseconds, such as ten thousand entries, keeps no event
/// loop from its connections.
package enum Disposal {
    /// `@unchecked Sendable`: only the thread that it is given to takes the value out.
    private final class Box<Value: Sendable>: @unchecked Sendable {
        var value: Value?
        init(_ value: consuming Value) { self.value = consume value }
    }

    /// Lets go of `value`, of which the caller keeps no other reference; at once if there can be no thread.
    package static func later<Value: Sendable>(_ value: consuming Value) {
        let box = Box(value)
        let thread = try? WorkerThread {
            // Emptied here, since the caller may be the last to let go of the box.
            box.value = nil
        }
        thread?.detach()
    }
}
