internal import Gateway
internal import OpenSSL

/// What `serve` has been told about TLS.
package struct TLSPlan: Sendable {
    package enum Mode: String, Sendable, CaseIterable { case off, on, required }

    var mode = Mode.on
    /// The CA's folder; nil if there is no place for one.
    var store: AuthorityStore?
    /// Whether the user named that folder.
    var isFolderGiven: Bool
    /// Other hosts to serve, and the name of the option that gave them.
    var names: [String]
    var namesLabel: String
    /// A certificate of the user's own.
    var identity: TLSIdentity?

    init(
        _ options: GivenOptions,
        environment: [String: String],
        _ secrets: inout SecretFiles
    ) throws(StartError) {
        if let given = options[.tls] {
            guard let mode = Mode(rawValue: given.value) else {
                throw given.error("is no mode", allowed: Mode.allCases.map(\.rawValue).joined(separator: ", "))
            }
            self.mode = mode
        }
        isFolderGiven = options[.caDir] != nil
        store = (options[.caDir]?.path ?? AuthorityStore.defaultFolder(environment)).map { AuthorityStore(folder: $0) }
        names = []
        namesLabel = options[.tlsName]?.name ?? ServeOption.tlsName.flag
        if let given = options[.tlsName] { names = try Self.names(given.value) { given.error($0, allowed: $1) } }
        identity = try Self.identity(certificate: options[.tlsCert], key: options[.tlsKey], &secrets)
    }

    /// Reads host names or addresses, separated by commas.
    package static func names(
        _ text: String,
        _ error: (String, String) -> StartError
    ) throws(StartError) -> [String] {
        var names: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            var name = part.lowercased()
            while name.first == " " { name.removeFirst() }
            while name.last == " " { name.removeLast() }
            if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
            guard let good = HostName.canonicalAddress(name) ?? (HostName.isName(name) ? name : nil) else {
                throw error("is no list of host names", "names or addresses, separated by commas")
            }
            names.append(good)
        }
        return names
    }

    private static func identity(
        certificate: GivenOptions.Given?,
        key: GivenOptions.Given?,
        _ secrets: inout SecretFiles
    ) throws(StartError) -> TLSIdentity? {
        guard let certificate, let key else {
            guard let one = certificate ?? key else { return nil }
            throw StartError(.usage, "\(one.name): is half of a pair; allowed: --tls-cert and --tls-key together")
        }
        let chainBytes = try InputFile.read(certificate.path, for: certificate.name)
        let keyBytes = try secrets.read(key)
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
