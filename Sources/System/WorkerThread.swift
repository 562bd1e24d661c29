internal import Glibc

/// A plain thread that runs one body.
package struct WorkerThread: Sendable {
    private let handle: pthread_t

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    package init(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
        var handle = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let code = pthread_create(
            &handle,
            nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            },
            body.toOpaque()
        )
        guard code == 0 else {
            body.release()
            throw SystemError(errno: code, call: "pthread_create")
        }
        self.handle = handle
    }

    /// Lets the thread end without being joined.
    package func detach() { pthread_detach(handle) }

    /// Waits until the body has returned; to be called once.
    package func join() { pthread_join(handle, nil) }
}
