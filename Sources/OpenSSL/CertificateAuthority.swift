internal import COpenSSL

/// A local certificate authority: one that people put into their trust stores, so a stolen key must be worth little.
package final class CertificateAuthority: Sendable {
    package let certificate: Certificate
    package let key: PrivateKey

    private static let day = 86_400
    private static let year = 365 * day
    /// Browsers refuse certificates that are valid for longer than 398 days.
    private static let leafLifetime = 396 * day

    package init(certificate: Certificate, key: PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    /// A new authority: P-256, for one year, for signing servers' certificates of these names and no others.
    ///
    /// - Parameters:
    ///   - names: host names, which stand for their subdomains too, and addresses; loopback is always among them.
    ///   - now: in real seconds since 1970.
    package static func make(names: [String], now: Int) throws(OpenSSLError) -> CertificateAuthority {
        let key = try PrivateKey.make()
        let subject = "mock-gateway local CA"
        let builder = try CertificateBuilder(subject: subject, publicKey: key, from: now - day, to: now + year)
        let permitted = names.map { HostName.isAddress($0) ? HostName.constraint(forAddress: $0) : "DNS:\($0)" }
        let constraints = permitted + ["IP:127.0.0.0/255.0.0.0", HostName.constraint(forAddress: "::1")]
        try builder.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: nil)
        try builder.add(NID_key_usage, "critical,keyCertSign", issuer: nil)
        try builder.add(NID_ext_key_usage, "serverAuth", issuer: nil)
        try builder.add(
            NID_name_constraints,
            "critical," + constraints.map { "permitted;\($0)" }.joined(separator: ","),
            issuer: nil
        )
        try builder.add(NID_subject_key_identifier, "hash", issuer: nil)
        return CertificateAuthority(certificate: try builder.sign(issuer: nil, key: key), key: key)
    }

    /// A server's certificate for `names`, back-dated by a day so that a client whose clock is askew fails at the token
    /// and not at the handshake.
    package func issue(names: [String], key leafKey: PrivateKey, now: Int) throws(OpenSSLError) -> Certificate {
        let builder = try CertificateBuilder(
            subject: "mock-gateway",
            publicKey: leafKey,
            from: now - Self.day,
            to: now - Self.day + Self.leafLifetime
        )
        let alternatives = names.map { (HostName.isAddress($0) ? "IP:" : "DNS:") + $0 }.joined(separator: ",")
        try builder.add(NID_basic_constraints, "critical,CA:FALSE", issuer: certificate)
        try builder.add(NID_key_usage, "critical,digitalSignature", issuer: certificate)
        try builder.add(NID_ext_key_usage, "serverAuth", issuer: certificate)
        try builder.add(NID_subject_alt_name, alternatives, issuer: certificate)
        try builder.add(NID_authority_key_identifier, "keyid", issuer: certificate)
        return try builder.sign(issuer: certificate, key: key)
    }

    /// Whether its constraints permit certificates for all of `names`.
    package func permits(_ names: [String], now: Int) throws(OpenSSLError) -> Bool {
        let leaf = try issue(names: names, key: key, now: now)
        return x509_permits(certificate.pointer, leaf.pointer) == 1
    }
}

/// A certificate in the making.
private struct CertificateBuilder {
    private let certificate: Certificate

    init(subject: String, publicKey: PrivateKey, from: Int, to: Int) throws(OpenSSLError) {
        ERR_clear_error()
        guard let pointer = X509_new() else { throw .drain(after: "X509_new") }
        certificate = Certificate(adopting: pointer)
        // RFC 5280 §4.1.2.2: a positive serial number; 127 random bits make it unique.
        var serial = RandomBytes.make(16)
        serial[0] &= 0x7F
        guard X509_set_version(pointer, 2) == 1,
            let number = BN_bin2bn(serial, 16, nil),
            BN_to_ASN1_INTEGER(number, X509_get_serialNumber(pointer)) != nil,
            ASN1_TIME_set(X509_getm_notBefore(pointer), from) != nil,
            ASN1_TIME_set(X509_getm_notAfter(pointer), to) != nil,
            X509_set_pubkey(pointer, publicKey.pointer) == 1,
            X509_NAME_add_entry_by_txt(
                X509_get_subject_name(pointer),
                "CN",
                MBSTRING_UTF8,
                Array(subject.utf8),
                Int32(subject.utf8.count),
                -1,
                0
            )
                == 1
        else { throw .drain(after: "X509_set") }
        BN_free(number)
    }

    /// - Parameter issuer: nil if it signs itself.
    func add(_ extension: Int32, _ value: String, issuer: Certificate?) throws(OpenSSLError) {
        guard x509_add_extension(certificate.pointer, issuer?.pointer ?? certificate.pointer, `extension`, value) == 1
        else { throw .drain(after: "X509_add_ext") }
    }

    func sign(issuer: Certificate?, key: PrivateKey) throws(OpenSSLError) -> Certificate {
        let name = X509_get_subject_name(issuer?.pointer ?? certificate.pointer)
        guard X509_set_issuer_name(certificate.pointer, name) == 1,
            X509_sign(certificate.pointer, key.pointer, EVP_sha256()) > 0
        else { throw .drain(after: "X509_sign") }
        return certificate
    }
}
