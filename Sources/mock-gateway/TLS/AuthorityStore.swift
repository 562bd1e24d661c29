internal import Gateway
internal import Glibc
internal import JWT
internal import OpenSSL

/// The local CA on disk: one file with key and certificate, which only its owner can read, and the certificate again in
/// a file to hand out.
struct AuthorityStore: Sendable {
    let folder: String
    var certificatePath: String { folder + "/ca.pem" }
    private var authorityPath: String { folder + "/ca-with-key.pem" }

    /// The XDG data folder, which needs a home.
    static func defaultFolder(_ environment: [String: String]) -> String {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/mock-gateway" }
        return (environment["HOME"] ?? "") + "/.local/share/mock-gateway"
    }

    /// Real time: a certificate must hold for clients that know nothing of the mock's clocks.
    static var now: Int { GatewayClock.systemNow().sinceEpoch.secondsRoundedDown }

    /// What the CA of a new folder may sign for.
    static func names(_ others: [String]) -> [String] { ServedNames.regions + ["localhost"] + others }

    /// The CA in the folder; nil where there is none.
    func load() throws(StartError) -> CertificateAuthority? {
        guard InputFile.isFolder(authorityPath) != nil else { return nil }
        let bytes = try InputFile.read(authorityPath, for: "CA")
        do throws(OpenSSLError) {
            let certificate = try Certificate(pem: bytes)
            let key = try PrivateKey(pem: bytes)
            guard certificate.belongs(to: key) else { throw OpenSSLError("key and certificate do not match") }
            return CertificateAuthority(certificate: certificate, key: key)
        } catch {
            throw StartError(
                .dataError,
                "\(authorityPath): \(error); allowed: a CA made by mock-gateway ca --rotate"
            )
        }
    }

    /// The CA in the folder, made if there is none.
    ///
    /// Two programs that start at once end up with the same one.
    func loadOrMake(names: [String]) throws(StartError) -> CertificateAuthority {
        if let authority = try load() { return authority }
        return try make(names: names, replacing: false)
    }

    /// - Parameter replacing: whether one that is there is thrown away.
    func make(names: [String], replacing: Bool) throws(StartError) -> CertificateAuthority {
        try makeFolder()
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
        try write(both, to: authorityPath, mode: 0o600, replacing: replacing)
        // Whoever came first has won.
        if !replacing, let first = try load(), first.certificate.fingerprint != authority.certificate.fingerprint {
            return first
        }
        try write(certificate, to: certificatePath, mode: 0o644, replacing: true)
        return authority
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

    /// Whole or not at all: written beside its place, and then moved or linked there.
    private func write(_ bytes: [UInt8], to path: String, mode: mode_t, replacing: Bool) throws(StartError) {
        let temporary = "\(path).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { unlink(temporary) }
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else { throw failure(path, code) }
        if replacing {
            guard rename(temporary, path) == 0 else { throw failure(path, errno) }
        } else {
            guard link(temporary, path) == 0 || errno == EEXIST else { throw failure(path, errno) }
        }
    }

    private func failure(_ path: String, _ code: Int32) -> StartError {
        StartError(.cannotCreate, "--ca-dir: \(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
