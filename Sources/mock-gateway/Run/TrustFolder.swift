internal import Glibc
internal import Launch
internal import OpenSSL

/// A folder for the files that the command's environment names, for as long as it runs.
///
/// The folder holds no secret.
struct TrustFolder: Sendable {
    /// The password of Java's own trust store: it protects nothing, but some versions ask for one.
    static let password = "changeit"

    private let path: String

    init() throws(StartError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var template = Array("\(parent)/mock-gateway-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw StartError(
                .cannotCreate,
                "--trust: no folder can be made in \(parent): \(String(cString: strerror(errno)))"
            )
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// - Returns: the path of the file.
    func write(_ bytes: [UInt8], to name: String) throws(StartError) -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(file, errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(file, errno) }
            rest = rest.dropFirst(count)
        }
        return file
    }

    /// - Parameter certificates: in PEM.
    func writeTrustStore(_ certificates: [UInt8]) throws(StartError) -> String {
        let store: [UInt8]
        do throws(OpenSSLError) {
            store = try TrustStore.pkcs12(try Certificate.chain(pem: certificates), password: Self.password)
        } catch {
            throw StartError(.systemError, "--trust: no trust store for Java can be made: \(error)")
        }
        return try write(store, to: "trust.p12")
    }

    func remove() {
        guard let folder = opendir(path) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            unlink("\(path)/\(name)")
        }
        rmdir(path)
    }

    private func failure(_ file: String, _ code: Int32) -> StartError {
        StartError(.cannotCreate, "--trust: \(file) cannot be written: \(String(cString: strerror(code)))")
    }
}
