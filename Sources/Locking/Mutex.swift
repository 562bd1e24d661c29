#if THREAD_SANITIZER
    internal import Glibc
    @_exported public import struct Synchronization.Atomic

    /// The standard library's `Mutex`, on a lock that Thread Sanitizer can follow.
    ///
    /// It knows the locks of pthread. The standard library's waits for a futex in code that is not instrumented, so it
    /// reports every access under contention as a race.
    package struct Mutex<Value>: ~Copyable, @unchecked Sendable {
        private let value: UnsafeMutablePointer<Value>
        private let lock: UnsafeMutablePointer<pthread_mutex_t>

        package init(_ value: Value) {
            self.value = .allocate(capacity: 1)
            self.value.initialize(to: value)
            lock = .allocate(capacity: 1)
            lock.initialize(to: pthread_mutex_t())
            pthread_mutex_init(lock, nil)
        }

        deinit {
            pthread_mutex_destroy(lock)
            lock.deallocate()
            value.deinitialize(count: 1)
            value.deallocate()
        }

        package borrowing func withLock<Result, Failure: Error>(
            _ body: (inout Value) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return try body(&value.pointee)
        }
    }
#else
    @_exported public import Synchronization
#endif
