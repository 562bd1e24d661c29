import Locking
import OpenSSL
import System
import Testing

@testable import Launch

/// The local CA on disk.
struct AuthorityStoreTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private var store: AuthorityStore { AuthorityStore(folder: folder.place("ca")) }

    @Test func isMadeOnce() throws {
        let made = try store.loadOrMake(names: [])
        let found = try store.loadOrMake(names: ["other.test"])
        #expect(try made.certificate.pem() == found.certificate.pem())
        #expect(try folder.mode("ca") == 0o700)
        #expect(try folder.mode("ca/ca-with-key.pem") == 0o600)
        #expect(try folder.mode("ca/ca.pem") == 0o644)
        #expect(folder.text("ca/ca.pem")?.contains("PRIVATE KEY") == false)
        let other = try store.rotate(names: [])
        #expect(try other.certificate.pem() != made.certificate.pem())
    }

    @Test func twoThatStartAtOnceShareIt() throws {
        let made = Mutex<[[UInt8]]>([])
        let store = store
        let threads = try (0..<4).map { _ in
            try WorkerThread {
                guard let pem = try? store.loadOrMake(names: []).certificate.pem() else { return }
                made.withLock { $0.append(pem) }
            }
        }
        for thread in threads { thread.join() }
        let all = made.withLock { $0 }
        #expect(all.count == 4 && Set(all).count == 1)
        #expect(!(try Folder.names(store.folder).contains { $0.hasSuffix(".mock-gateway-tmp") }))
    }

    @Test func whatIsHandedOutIsPutBack() throws {
        let made = try store.loadOrMake(names: [])
        try folder.write("garbage", to: "ca/ca.pem")
        _ = try store.loadOrMake(names: [])
        #expect(folder.text("ca/ca.pem").map { Array($0.utf8) } == (try made.certificate.pem()))
    }

    @Test func whatIsNoneIsNamed() throws {
        _ = try store.loadOrMake(names: [])
        try folder.write("garbage", to: "ca/ca-with-key.pem")
        let error = #expect(throws: StartError.self) { try store.loadOrMake(names: []) }
        #expect(error?.code == .dataError)
        #expect(error?.message.hasPrefix(folder.place("ca/ca-with-key.pem") + ": ") == true)
        #expect(error?.message.hasSuffix("; allowed: a CA made by mock-gateway ca --rotate") == true)
    }

    @Test(
        arguments: [
            (["XDG_DATA_HOME": "/d", "HOME": "/h"], "/d/mock-gateway"),
            (["HOME": "/h"], "/h/.local/share/mock-gateway"),
            (["XDG_DATA_HOME": "d", "HOME": "/h"], "/h/.local/share/mock-gateway"), (["HOME": "h"], nil), ([:], nil),
        ] as [([String: String], String?)]
    )
    func homes(environment: [String: String], place: String?) {
        #expect(AuthorityStore.defaultFolder(environment) == place)
    }
}
