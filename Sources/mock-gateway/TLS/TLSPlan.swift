internal import Gateway
internal import OpenSSL

/// What `serve` has been told about TLS.
struct TLSPlan: Sendable {
    enum Mode: String, Sendable, CaseIterable { case off, on, required }

    var mode = Mode.on
    /// The folder of the CA, and whether the user named it.
    var folder: AuthorityStore
    var isFolderGiven: Bool
    var names: [String]
    /// A certificate of the user's own.
    var identity: TLSIdentity?

    init(_ options: GivenOptions, environment: [String: String]) throws(StartError) {
        if let given = options[.tls] {
            guard let mode = Mode(rawValue: given.value) else {
                throw given.error("is no mode", allowed: Mode.allCases.map(\.rawValue).joined(separator: ", "))
            }
            self.mode = mode
        }
        isFolderGiven = options[.caDir] != nil
        folder = AuthorityStore(folder: options[.caDir]?.path ?? AuthorityStore.defaultFolder(environment))
        names = []
        if let given = options[.tlsName] { names = try Self.names(given.value) { given.error($0, allowed: $1) } }
        identity = try Self.identity(certificate: options[.tlsCert], key: options[.tlsKey])
    }

    /// Host names or addresses, separated by commas.
    static func names(
        _ text: String,
        _ error: (String, String) -> StartError
    ) throws(StartError) -> [String] {
        let names = text.split(separator: ",").map { $0.lowercased().filter { $0 != "[" && $0 != "]" } }
        guard !names.isEmpty, names.allSatisfy({ HostName.isAddress($0) || HostName.isName($0) }) else {
            throw error("is no host name", "names or addresses, separated by commas")
        }
        return names
    }

    private static func identity(
        certificate: GivenOptions.Given?,
        key: GivenOptions.Given?
    ) throws(StartError) -> TLSIdentity? {
        guard let certificate, let key else {
            guard let one = certificate ?? key else { return nil }
            throw StartError(.usage, "\(one.name): is half of a pair; allowed: --tls-cert and --tls-key together")
        }
        let chainBytes = try InputFile.read(certificate.path, for: certificate.name)
        let keyBytes = try InputFile.read(key.path, for: key.name)
        var reading = certificate
        do throws(OpenSSLError) {
            let chain = try Certificate.chain(pem: chainBytes)
            reading = key
            let privateKey = try PrivateKey(pem: keyBytes)
            guard chain[0].belongs(to: privateKey) else {
                throw OpenSSLError("the key does not belong to the certificate in \(certificate.path)")
            }
            return TLSIdentity(chain: chain, key: privateKey)
        } catch {
            throw StartError(.dataError, "\(reading.name): \(reading.path): \(error); allowed: PEM")
        }
    }
}
