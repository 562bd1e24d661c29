// Writes the files below a fixtures folder and the description of the control interface into one Swift file:
// FixtureGenerator FOLDER DESCRIPTION OUTPUT
import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    FileHandle.standardError.write(Data("usage: FixtureGenerator FOLDER DESCRIPTION OUTPUT\n".utf8))
    exit(64)
}
let folder = URL(fileURLWithPath: arguments[1]).standardizedFileURL
let description = URL(fileURLWithPath: arguments[2])
let output = URL(fileURLWithPath: arguments[3])

/// The text as a Swift literal whose lines stand behind `indent`.
func literal(_ text: String, indent: String) -> String {
    // As many number signs as keep any text from ending the literal.
    var marks = "#"
    while text.contains("\"" + marks) || text.contains("\\" + marks) { marks += "#" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : indent + $0 }
    return "\(marks)\"\"\"\n\(lines.joined(separator: "\n"))\n\(indent)\"\"\"\(marks)"
}

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
    source += """
                (
                    path: #"\(file)"#,
                    text: \(literal(text, indent: "            "))
                ),

        """
}
source += "    ]\n}\n"
source += """

    extension OpenAPI {
        /// Settings are put in where it has a name with an at sign.
        static let template =
            \(literal(try String(contentsOf: description, encoding: .utf8), indent: "        "))
    }

    """
try source.write(to: output, atomically: true, encoding: .utf8)
