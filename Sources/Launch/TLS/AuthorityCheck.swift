internal import Glibc

/// What a start has found out about the CA's files, for the next start: as long as nobody touches them, their key needs
/// not be read before somebody needs it.
struct AuthorityCheck: Hashable {
    /// A file as the system knows it: whoever writes to it, replaces it, or changes its mode or owner, changes one of these
    /// numbers.
    struct Identity: Hashable {
        static let count = 8
        /// Times of files advance in steps of some milliseconds, so that a file that has just changed could change
        /// again without being seen.
        private static let restSeconds = 2

        let numbers: [Int]

        fileprivate init(_ numbers: [Int]) { self.numbers = numbers }

        /// Nil if the file is not there, or if this process may not read it.
        init?(of path: String) {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            numbers = [
                Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
                Int(status.st_mode), Int(status.st_uid), Self.nanoseconds(status.st_mtim),
                Self.nanoseconds(status.st_ctim), Int(status.st_gid),
            ]
        }

        /// Whether it has been like this for some time.
        ///
        /// - Parameter now: in real seconds since 1970.
        func isSettled(at now: Int) -> Bool {
            let changed = numbers[6] / 1_000_000_000
            return changed + Self.restSeconds < now
        }

        private static func nanoseconds(_ time: timespec) -> Int {
            let (seconds, isOver) = time.tv_sec.multipliedReportingOverflow(by: 1_000_000_000)
            return isOver ? 0 : seconds &+ time.tv_nsec
        }
    }

    /// Of what is found out, so that no later version takes it for more.
    private static let version = 1

    let authority: Identity
    let certificate: Identity
    /// The certificate's validity, in seconds since 1970.
    let start: Int
    let expiration: Int

    init(authority: Identity, certificate: Identity, start: Int, expiration: Int) {
        self.authority = authority
        self.certificate = certificate
        self.start = start
        self.expiration = expiration
    }

    /// Nil for anything but what `bytes` gives.
    init?(_ bytes: [UInt8]) {
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        let numbers = words.compactMap { Int($0) }
        let count = Identity.count
        guard numbers.count == words.count, numbers.count == 3 + 2 * count, numbers[0] == Self.version else {
            return nil
        }
        start = numbers[1]
        expiration = numbers[2]
        authority = Identity(Array(numbers[3..<(3 + count)]))
        certificate = Identity(Array(numbers[(3 + count)...]))
        // A number has other spellings too, such as +1 and 007.
        guard self.bytes == bytes else { return nil }
    }

    /// Numbers alone: nothing of the key.
    var bytes: [UInt8] {
        let numbers = [Self.version, start, expiration] + authority.numbers + certificate.numbers
        return Array(numbers.map(String.init).joined(separator: " ").utf8)
    }
}
