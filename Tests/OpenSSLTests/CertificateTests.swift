import OpenSSL
import Testing

@Suite struct CertificateTests {
    private static let now = 1_767_323_045
    private static let names = ["mypurecloud.com", "localhost", "gateway.test", "192.0.2.7"]

    @Test func theAuthorityMaySignForItsNamesOnly() throws {
        let authority = try CertificateAuthority.make(names: Self.names, now: Self.now)
        for name in [
            "mypurecloud.com", "api.mypurecloud.com", "localhost", "gateway.test", "192.0.2.7", "127.8.9.1", "::1",
        ] {
            #expect(try authority.permits([name], now: Self.now), "\(name)")
        }
        for name in ["example.com", "mypurecloud.com.example", "xmypurecloud.com", "192.0.2.8", "10.0.0.1", "::2"] {
            #expect(try !authority.permits([name], now: Self.now), "\(name)")
        }
    }

    @Test func isGoodForAYear() throws {
        let authority = try CertificateAuthority.make(names: Self.names, now: Self.now)
        #expect(authority.certificate.expiration == Self.now + 365 * 86_400)
        let leaf = try authority.issue(names: ["localhost"], key: authority.key, now: Self.now)
        // Back-dated by a day, and valid for less than the 398 days that browsers allow.
        #expect(leaf.expiration == Self.now + 395 * 86_400)
    }

    @Test func survivesItsPEM() throws {
        let authority = try CertificateAuthority.make(names: Self.names, now: Self.now)
        let certificate = try Certificate(pem: try authority.certificate.pem())
        let key = try PrivateKey(pem: try authority.key.pem())
        #expect(certificate.fingerprint == authority.certificate.fingerprint)
        #expect(certificate.belongs(to: key))
        #expect(!certificate.belongs(to: try PrivateKey.make()))
        #expect(try Certificate.chain(pem: try certificate.pem() + certificate.pem()).count == 2)
    }

    @Test(arguments: ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func refusesWhatIsNoPEM(text: String) {
        #expect(throws: OpenSSLError.self) { try Certificate(pem: Array(text.utf8)) }
        #expect(throws: OpenSSLError.self) { try PrivateKey(pem: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("::1", true), ("2001:db8::7", true), ("localhost", false), ("1.2.3", false), ("", false),
        ("[::1]", false), ("256.1.1.1", false), (" 1.2.3.4", false), ("1.2.3.4 /0.0.0.0 x", false),
        ("+1.2.3.4", false), ("1.2.3.4\n", false), ("1.2.3.04", false),
    ])
    func tellsAddressesFromNames(text: String, isAddress: Bool) {
        #expect(HostName.isAddress(text) == isAddress)
    }

    @Test func spellsAddressesOneWay() {
        #expect(HostName.canonicalAddress("2001:DB8:0::0007") == "2001:db8::7")
        #expect(HostName.canonicalAddress("127.0.0.1") == "127.0.0.1")
    }

    @Test(arguments: [
        ("a", true), ("api.mypurecloud.com", true), ("a-b.c_d", true), ("", false), (".", false), ("a..b", false),
        ("-a", false),
        ("a-", false), ("a b", false), ("a,DNS:b", false), ("*.a", false), (String(repeating: "a", count: 64), false),
    ])
    func knowsNames(text: String, isName: Bool) {
        #expect(HostName.isName(text) == isName)
    }
}
