import FoundationEssentials
import Testing

/// The inputs that fuzzing has found worth keeping, each of which reaches something that no other does.
@Suite struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    @Test(arguments: FuzzTarget.all)
    func holds(target: FuzzTarget) throws {
        let folder = Self.corpus.appending(path: target.name)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.isEmpty)
        let check = try target.start()
        #expect(throws: Never.self, "nothing") { try check([]) }
        for name in names.sorted() {
            let input = Array(try Data(contentsOf: folder.appending(path: name)))
            #expect(throws: Never.self, "\(name)") { try check(input) }
        }
    }

    /// Nothing is kept for a target that is gone.
    @Test func hasATargetForEachFolder() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(folders.sorted() == FuzzTarget.all.map(\.name).sorted())
    }
}
