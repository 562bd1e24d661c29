// Writes the files below a fixtures folder into one Swift file: FixtureGenerator FOLDER OUTPUT
import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: FixtureGenerator FOLDER OUTPUT\n".utf8))
    exit(64)
}
let folder = URL(fileURLWithPath: arguments[1]).standardizedFileURL
let output = URL(fileURLWithPath: arguments[2])

let prefix = folder.path + "/"
let files =
    (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])?.allObjects ?? [])
    .compactMap { $0 as? URL }
    .filter { !$0.lastPathComponent.hasPrefix(".") && !$0.hasDirectoryPath }
    .map { String($0.standardizedFileURL.path.dropFirst(prefix.count)) }
    .sorted()

var source = """
    extension BuiltInFixtures {
        /// The files below `fixtures/`, by their path in it.
        static let files: [(path: String, text: String)] = [

    """
for file in files {
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    // As many number signs as keep any text from ending the literal.
    var marks = "#"
    while text.contains("\"" + marks) || text.contains("\\" + marks) { marks += "#" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.isEmpty ? "" : "            " + $0
    }
    source += """
                (
                    path: \(marks)"\(file)"\(marks),
                    text: \(marks)\"""
        \(lines.joined(separator: "\n"))
                    \"""\(marks)
                ),

        """
}
source += "    ]\n}\n"
try source.write(to: output, atomically: true, encoding: .utf8)
