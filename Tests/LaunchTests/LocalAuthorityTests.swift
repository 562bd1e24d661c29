import Locking
import OpenSSL
import Testing

@testable import Launch

struct LocalAuthorityTests {
    /// The thread that reads it first has the lowest priority, and an event loop may need the key meanwhile.
    @Test func nobodyWaitsForAnothersKey() throws {
        let slow = try CertificateAuthority.make(names: ["slow.test"], now: AuthorityStore.now)
        let quick = try CertificateAuthority.make(names: ["quick.test"], now: AuthorityStore.now)
        let itself = Mutex<LocalAuthority?>(nil)
        let authority = LocalAuthority(pem: [], start: 0, expiration: 0) {
            // The second to ask comes while the first is reading.
            guard let authority = itself.withLock({ $0.take() }) else { return quick }
            _ = try authority.withKey()
            return slow
        }
        itself.withLock { $0 = authority }
        #expect(try authority.withKey().certificate.pem() == quick.certificate.pem())
    }
}
