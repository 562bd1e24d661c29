import Glibc
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

    /// As if the CA had been made long ago.
    private func noted() throws -> CertificateAuthority {
        let made = try store.loadOrMake(names: [])
        #expect(store.known() == nil)
        store.note(at: AuthorityStore.now + 100)
        return made
    }

    @Test func aGoodOneIsKnownWithoutItsKey() throws {
        let made = try noted()
        let known = try #require(store.known())
        #expect(try known.pem == made.certificate.pem())
        #expect(known.start == made.certificate.start && known.expiration == made.certificate.expiration)
        #expect(try known.withKey().certificate.pem() == known.pem)
        #expect(try folder.mode("ca/ca-checked") == 0o600)
        #expect(folder.text("ca/ca-checked")?.allSatisfy { $0.isNumber || $0 == " " || $0 == "-" } == true)
        #expect(try Folder.names(store.folder) == ["ca-checked", "ca-with-key.pem", "ca.pem"])
        // Reading it, and noting it again, is no change.
        _ = try store.loadOrMake(names: [])
        store.note(at: AuthorityStore.now + 100)
        #expect(store.known() != nil)
    }

    /// Whatever is done to the files: the next start looks at all of it again.
    @Test(arguments: ["ca/ca.pem", "ca/ca-with-key.pem"])
    func whoeverTouchesItIsNoticed(name: String) throws {
        _ = try noted()
        let text = try #require(folder.text(name))
        let mode = try folder.mode(name)
        let changes: [() throws -> Void] = [
            { try folder.write(text, to: name, mode: mode_t(mode)) },
            { try folder.write("x" + text.dropFirst(), to: name) },
            { chmod(folder.place(name), mode_t(mode) ^ 0o044) }, { unlink(folder.place(name)) },
            { rename(folder.place(name), folder.place("moved")) }, { truncate(folder.place(name), 10) },
            {
                unlink(folder.place(name))
                symlink("/dev/zero", folder.place(name))
            },
        ]
        for change in changes {
            unlink(folder.place(name))
            unlink(folder.place("ca/ca-checked"))
            try folder.write(text, to: name, mode: mode_t(mode))
            // Times of files advance in steps: only an old one is sure to change with what is done at once.
            let old = [timespec](repeating: timespec(tv_sec: 1_000_000_000, tv_nsec: 0), count: 2)
            try #require(utimensat(AT_FDCWD, folder.place(name), old, 0) == 0)
            store.note(at: AuthorityStore.now + 100)
            #expect(store.known() != nil)
            try change()
            #expect(store.known() == nil)
        }
    }

    @Test func anotherOneIsNotTheOneThatIsKnown() throws {
        _ = try noted()
        _ = try store.rotate(names: [])
        #expect(store.known() == nil)
    }

    /// A file that has changed two seconds ago may change again without its times telling.
    @Test(arguments: [(-1, false), (2, false), (3, true)])
    func whatHasJustChangedIsNotNoted(seconds: Int, isNoted: Bool) throws {
        _ = try store.loadOrMake(names: [])
        var status = stat()
        try #require(stat(store.certificatePath, &status) == 0)
        store.note(at: status.st_ctim.tv_sec + seconds)
        #expect((store.known() != nil) == isNoted)
    }

    @Test func onlyAGoodOneIsNoted() throws {
        _ = try store.loadOrMake(names: [])
        let other = AuthorityStore(folder: folder.place("other"))
        let certificate = try #require(try? other.loadOrMake(names: []).certificate.pem())
        let key = try #require(folder.text("ca/ca-with-key.pem")?.split(separator: "-----BEGIN CERT").first)
        try folder.write(key + String(decoding: certificate, as: UTF8.self), to: "ca/ca-with-key.pem")
        store.note(at: AuthorityStore.now + 100)
        #expect(store.known() == nil && folder.text("ca/ca-checked") == nil)
    }

    /// A note that is cut off, or of another version, is none.
    @Test func aBrokenNoteIsNone() throws {
        _ = try noted()
        let words = try #require(folder.text("ca/ca-checked")).split(separator: " ")
        let whole = words.joined(separator: " ")
        let others = [
            "", " ", whole + " ", whole + " 1", "2" + whole.dropFirst(), "x" + whole, whole + "\n", "+" + whole,
            "00" + whole,
        ]
        for text in others {
            try folder.write(text, to: "ca/ca-checked")
            #expect(store.known() == nil, "\(text)")
        }
        for count in 0..<words.count {
            try folder.write(words[..<count].joined(separator: " "), to: "ca/ca-checked")
            #expect(store.known() == nil)
        }
        try folder.write(whole, to: "ca/ca-checked")
        #expect(store.known() != nil)
    }

    /// Its files may go while it is served by what was known: that is told then.
    @Test func aKeyThatHasGoneIsTold() throws {
        _ = try noted()
        let known = try #require(store.known())
        unlink(folder.place("ca/ca-with-key.pem"))
        let error = #expect(throws: StartError.self) { _ = try known.withKey() }
        #expect(error?.message.hasSuffix("ca-with-key.pem: does not exist any more") == true)
    }

    /// Leafs of a new one would not be trusted by whoever has been given the old one.
    @Test func oneThatHasBeenExchangedIsNotUsed() throws {
        _ = try noted()
        let known = try #require(store.known())
        _ = try store.rotate(names: [])
        let error = #expect(throws: StartError.self) { _ = try known.withKey() }
        #expect(error?.code == .dataError)
        #expect(error?.message.hasPrefix(folder.place("ca/ca-with-key.pem") + ": has been exchanged ") == true)
    }

    /// The end of a run waits for the thread that makes notes.
    @Test func noNoteWaitsForAnotherProgram() throws {
        _ = try store.loadOrMake(names: [])
        let other = open(store.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(other >= 0 && flock(other, LOCK_EX) == 0)
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let (store, end) = (store, ends[1])
        let thread = try WorkerThread {
            store.note(at: AuthorityStore.now + 100)
            write(end, "x", 1)
        }
        var waiting = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        #expect(poll(&waiting, 1, 10_000) == 1)
        #expect(folder.text("ca/ca-checked") == nil)
        close(other)
        thread.join()
        store.note(at: AuthorityStore.now + 100)
        #expect(store.known() != nil)
    }

    @Test func manyMayNoteItAtOnce() throws {
        _ = try store.loadOrMake(names: [])
        let store = store
        let threads = try (0..<8).map { _ in
            try WorkerThread {
                store.note(at: AuthorityStore.now + 100)
                _ = store.known()
            }
        }
        for thread in threads { thread.join() }
        #expect(store.known() != nil)
        #expect(try Folder.names(store.folder) == ["ca-checked", "ca-with-key.pem", "ca.pem"])
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
