internal import Durations
internal import FoundationEssentials
internal import Gateway
internal import Glibc
internal import JWT
package import OpenSSL
internal import Policy
internal import System

/// The local CA on disk: one file with key and certificate, which only its owner can read, and the certificate again in
/// a file to hand out.
package struct AuthorityStore: Sendable {
    let folder: String

    package init(folder: String) { self.folder = folder }

    var certificatePath: String { folder + "/ca.pem" }
    /// The path for other programs, which run in other folders.
    package var resolvedCertificatePath: String {
        guard let resolved = realpath(certificatePath, nil) else { return certificatePath }
        defer { free(resolved) }
        return String(cString: resolved)
    }
    private var authorityPath: String { folder + "/ca-with-key.pem" }
    /// What a start has found out about the two.
    private var checkPath: String { folder + "/ca-checked" }
    private static let temporarySuffix = ".mock-gateway-tmp"

    /// The XDG data folder; nil without a home folder.
    package static func defaultFolder(_ environment: [String: String]) -> String? {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/mock-gateway" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.local/share/mock-gateway"
    }

    /// The real time: a certificate must be good for clients that do not know the mock's clocks.
    static var now: Int { GatewayClock.systemNow().sinceEpoch.secondsRoundedDown }

    /// The names for which the CA of a new folder may sign.
    static func names(_ others: [String]) -> [String] { ServedNames.regions + ["localhost"] + others }

    /// The CA in the folder, made if there is none.
    ///
    /// Two programs that start at once end up with the same one.
    package func loadOrMake(names: [String]) throws(StartError) -> CertificateAuthority {
        let found = try load()
        // If all is there already, no lock is needed: the folder may be mounted read-only.
        if let found, isPublished(found) { return found }
        let lock: Int32
        do throws(StartError) {
            lock = try lockFolder()
        } catch {
            guard let found else { throw error }
            return found
        }
        defer { close(lock) }
        guard let authority = try load() else { return try make(names: names) }
        if !isPublished(authority) { publish(authority) }
        return authority
    }

    /// The CA in the folder, if an earlier start has found it good and nobody has touched its files since; then nothing of
    /// its key is read.
    func known() -> LocalAuthority? {
        guard let noted = try? InputFile.readRegular(checkPath, for: "CA"), let check = AuthorityCheck(noted),
            AuthorityCheck.Identity(of: authorityPath) == check.authority,
            AuthorityCheck.Identity(of: certificatePath) == check.certificate,
            let pem = try? InputFile.readRegular(certificatePath, for: "CA")
        else { return nil }
        return LocalAuthority(pem: pem, start: check.start, expiration: check.expiration) {
            guard let authority = try load() else {
                throw StartError(.noInput, "\(authorityPath): does not exist any more")
            }
            // Clients are told to trust what was known, and would refuse what another one signs.
            guard (try? authority.certificate.pem()) == pem else {
                throw StartError(
                    .dataError,
                    "\(authorityPath): has been exchanged since the start; allowed: the same CA for a whole run, so "
                        + "start again to use the new one"
                )
            }
            return authority
        }
    }

    /// Reads the CA, and notes for later starts that it is good; no note is made of files that have just changed, nor in a
    /// folder that is read-only or locked by another program, because the end of a run waits for this.
    ///
    /// - Parameter now: in real seconds since 1970.
    func note(at now: Int = Self.now) {
        guard let key = AuthorityCheck.Identity(of: authorityPath), key.isSettled(at: now),
            let copy = AuthorityCheck.Identity(of: certificatePath), copy.isSettled(at: now),
            let authority = try? load(), isPublished(authority),
            // Nobody has exchanged what has just been read.
            AuthorityCheck.Identity(of: authorityPath) == key, AuthorityCheck.Identity(of: certificatePath) == copy
        else { return }
        let (start, expiration) = (authority.certificate.start, authority.certificate.expiration)
        let check = AuthorityCheck(authority: key, certificate: copy, start: start, expiration: expiration)
        guard access(folder, W_OK) == 0, let lock = try? lockFolder(isWaiting: false) else { return }
        defer { close(lock) }
        try? write(check.bytes, to: checkPath, mode: 0o600)
    }

    /// Makes a new CA, whatever is there.
    package func rotate(names: [String]) throws(StartError) -> CertificateAuthority {
        let lock = try lockFolder()
        defer { close(lock) }
        return try make(names: names)
    }

    /// The CA in the folder; nil if there is none.
    private func load() throws(StartError) -> CertificateAuthority? {
        guard InputFile.isFolder(authorityPath) != nil else { return nil }
        let bytes = try InputFile.read(authorityPath, for: "CA")
        let authority: CertificateAuthority
        do throws(OpenSSLError) {
            let certificate = try Certificate(pem: bytes)
            let key = try PrivateKey(pem: bytes)
            guard certificate.belongs(to: key) else { throw OpenSSLError("key and certificate do not match") }
            authority = CertificateAuthority(certificate: certificate, key: key)
        } catch {
            throw StartError(
                .dataError,
                "\(authorityPath): \(error); allowed: a CA made by mock-gateway ca --rotate"
            )
        }
        // In a read-only folder a failure does no harm. A mode that is set again counts as a change.
        var status = stat()
        if stat(authorityPath, &status) != 0 || status.st_mode & 0o7777 != 0o600 { chmod(authorityPath, 0o600) }
        return authority
    }

    private func make(names: [String]) throws(StartError) -> CertificateAuthority {
        let authority: CertificateAuthority
        let certificate: [UInt8]
        let both: [UInt8]
        do throws(OpenSSLError) {
            authority = try CertificateAuthority.make(names: Self.names(names), now: Self.now)
            certificate = try authority.certificate.pem()
            both = try authority.key.pem() + certificate
        } catch {
            throw StartError(.systemError, "the CA cannot be made: \(error)")
        }
        try write(both, to: authorityPath, mode: 0o600)
        try write(certificate, to: certificatePath, mode: 0o644)
        return authority
    }

    private func isPublished(_ authority: CertificateAuthority) -> Bool {
        guard let published = try? InputFile.read(certificatePath, for: "CA") else { return false }
        return (try? authority.certificate.pem()) == published
    }

    /// Writes the certificate to the file for others; in a read-only folder a failure does no harm.
    private func publish(_ authority: CertificateAuthority) {
        guard let pem = try? authority.certificate.pem() else { return }
        try? write(pem, to: certificatePath, mode: 0o644)
    }

    /// The folder, made if need be, readable by its owner alone, and locked until the descriptor is closed.
    ///
    /// - Parameter isWaiting: whether this waits for a lock that another program has, or throws.
    private func lockFolder(isWaiting: Bool = true) throws(StartError) -> Int32 {
        try makeFolder()
        chmod(folder, 0o700)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder, errno) }
        let operation = isWaiting ? LOCK_EX : LOCK_EX | LOCK_NB
        if SystemCall.retrying({ flock(descriptor, operation) }) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            throw failure(folder, EWOULDBLOCK)
        }
        removeRemains()
        return descriptor
    }

    /// Removes what a program that was killed in the middle has left behind, keys among it; under the lock no other
    /// program has such files.
    private func removeRemains() {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files where file.hasPrefix("ca") && file.hasSuffix(Self.temporarySuffix) {
            unlink(folder + "/" + file)
        }
    }

    private func makeFolder() throws(StartError) {
        var path = ""
        for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
            path += path.isEmpty && part.isEmpty ? "/" : (path.isEmpty || path == "/" ? "" : "/") + part
            guard !path.isEmpty, InputFile.isFolder(path) == nil else { continue }
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(folder, errno) }
        }
        guard InputFile.isFolder(folder) == true else { throw failure(folder, ENOTDIR) }
    }

    /// Writes a file as a whole or not at all: first beside its place, under a name that no other program uses, and
    /// then moved there; under the lock.
    private func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(StartError) {
        var temporary = Array("\(path).XXXXXX\(Self.temporarySuffix)".utf8CString)
        let descriptor = mkstemps(&temporary, Int32(Self.temporarySuffix.utf8.count))
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { unlink(temporary) }
        let isWritten =
            Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fchmod(descriptor, mode) == 0
            && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else { throw failure(path, code) }
        guard rename(temporary, path) == 0 else { throw failure(path, errno) }
    }

    private func failure(_ path: String, _ code: Int32) -> StartError {
        StartError(.cannotCreate, "--ca-dir: \(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
