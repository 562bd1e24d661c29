import Glibc
import JSON
import Testing

@testable import Launch

/// Says where the gateway is, whole or not at all.
struct ReadyFileTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func isThereOnceItIsPublished() throws {
        let file = try ReadyFile(path: folder.place("ready"))
        #expect(folder.text("ready") == nil)
        try file.publish(url: "http://127.0.0.1:1", host: "127.0.0.1", port: 1)
        let value = try JSONParser.parse(Array(try #require(folder.text("ready")).utf8))
        #expect(value["url"]?.string == "http://127.0.0.1:1")
        #expect(value["port"]?.number?.integer == 1)
        #expect(value["pid"]?.number?.integer == Int(getpid()))
        #expect(try folder.names == ["ready"])
        file.remove()
        #expect(try folder.names == [])
    }

    @Test func aStartThatFailsLeavesWhatWasThere() throws {
        try folder.write("somebody else's", to: "ready")
        let file = try ReadyFile(path: folder.place("ready"))
        file.abandon()
        #expect(try folder.names == ["ready"])
        #expect(folder.text("ready") == "somebody else's")
    }

    @Test func anotherRunKeepsItsOwn() throws {
        let file = try ReadyFile(path: folder.place("ready"))
        try file.publish(url: "http://127.0.0.1:1", host: "127.0.0.1", port: 1)
        try folder.write(#"{"pid": 1}"#, to: "ready")
        file.remove()
        #expect(try folder.names == ["ready"])
    }

    @Test func onlyAFileCanBeOne() throws {
        try #require(symlink("/dev/null", folder.place("link")) == 0)
        for (place, said) in [
            (folder.path, "is a folder; allowed: a file"), ("/dev/null", "is no regular file; allowed: a file"),
            (folder.place("link"), "is no regular file; allowed: a file"),
            (folder.place("none/ready"), "cannot be written: No such file or directory"),
        ] {
            let error = #expect(throws: StartError.self) { try ReadyFile(path: place) }
            #expect(error?.message == "--ready-file: \(place) \(said)")
            #expect(error?.code == .cannotCreate)
        }
    }
}
