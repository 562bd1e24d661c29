import Gateway
import Glibc
import Testing

@testable import Launch

/// What the program is told to read.
struct InputFileTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func message(_ read: () throws -> Void) -> String? {
        #expect(throws: StartError.self, performing: read)?.message
    }

    @Test func theLimitIsTheLargestFile() throws {
        let path = try folder.write("12345", to: "f")
        #expect(try InputFile.read(path, for: "--x", limit: 5) == Array("12345".utf8))
        #expect(message { _ = try InputFile.read(path, for: "--x", limit: 4) } == "--x: \(path) has more than 4 bytes")
    }

    @Test func whatIsNotThere() {
        let path = folder.place("none")
        #expect(message { _ = try InputFile.read(path, for: "--x") } == "--x: \(path) does not exist")
        #expect(InputFile.isFolder(path) == nil && InputFile.isRegularFile(path) == nil)
        #expect(InputFile.isFolder(folder.path) == true && InputFile.isRegularFile(folder.path) == false)
    }

    /// A pipe that nobody writes to would hold up a reload for ever.
    @Test func onlyARegularFileIsReadAgain() throws {
        let path = folder.place("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        #expect(message { _ = try InputFile.readRegular(path, for: "--x") } == "--x: \(path) is no regular file")
        #expect(
            message { _ = try InputFile.readRegular(folder.path, for: "--x") }
                == "--x: \(folder.path) is no regular file"
        )
    }

    @Test(arguments: [("k", "k"), ("k\n", "k"), ("k\r\n", "k"), ("k\n\n", "k\n"), ("k\r", "k\r"), ("\n", ""), ("", "")])
    func oneLine(contents: String, line: String) {
        #expect(InputFile.line(Array(contents.utf8)) == Array(line.utf8))
    }

    /// Root's file may be read by a group; nobody's may be read by all.
    @Test(
        arguments: [
            (0o600, nil), (0o400, nil), (0o604, "has mode 0604, so that others can read it"),
            (0o602, "has mode 0602, so that others can change it"),
            (0o620, "has mode 0620, so that its group can change it"),
            (0o666, "has mode 0666, so that others can read it"),
        ] as [(mode_t, String?)]
    )
    func exposure(mode: mode_t, text: String?) throws {
        let path = try folder.write("secret", to: "f", mode: mode)
        #expect(try InputFile.readSecret(path, for: "--x").exposure?.text == text)
    }

    @Test(arguments: [(0, true), (1, false)] as [(UInt32, Bool)])
    func aGroupReadsTheFileOfRootAlone(owner: UInt32, isGood: Bool) {
        var status = stat()
        (status.st_mode, status.st_uid) = (S_IFREG | 0o640, owner)
        #expect((FileExposure(status) == nil) == isGood)
    }

    @Test func hiddenFilesAreNoFixtures() throws {
        try folder.write("{}", to: "GET.json")
        try folder.write("{}", to: ".GET.json.swp")
        #expect(try FixtureFolder.read(folder.path, for: "--fixtures").map(\.path) == ["GET.json"])
    }
}
