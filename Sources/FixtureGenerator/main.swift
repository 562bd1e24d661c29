// Writes the files below a fixtures folder, the description of the control interface and the files of the console into
// one Swift file:
// FixtureGenerator FOLDER DESCRIPTION PAGE OUTPUT
import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 5 else {
    FileHandle.standardError.write(Data("usage: FixtureGenerator FOLDER DESCRIPTION PAGE OUTPUT\n".utf8))
    exit(64)
}
let folder = URL(fileURLWithPath: arguments[1]).standardizedFileURL
let description = URL(fileURLWithPath: arguments[2])
let page = URL(fileURLWithPath: arguments[3])
let output = URL(fileURLWithPath: arguments[4])

/// The text as a Swift literal whose lines stand behind `indent`.
func literal(_ text: String, indent: String) -> String {
    // As many number signs as are needed to keep the text from ending the literal.
    var marks = "#"
    while text.contains("\"" + marks) || text.contains("\\" + marks) { marks += "#" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : indent + $0 }
    return "\(marks)\"\"\"\n\(lines.joined(separator: "\n"))\n\(indent)\"\"\"\(marks)"
}

/// The files below `folder`, by their path in it.
func files(below folder: URL) -> [String] {
    let prefix = folder.standardizedFileURL.path + "/"
    return
        (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])?.allObjects ?? [])
        .compactMap { $0 as? URL }
        .filter { !$0.lastPathComponent.hasPrefix(".") && !$0.hasDirectoryPath }
        .map { String($0.standardizedFileURL.path.dropFirst(prefix.count)) }
        .sorted()
}

/// What `gzip -9` makes of a file, in base64url; nil if the program is not there, as it is on every Debian and Ubuntu.
///
/// It is called by `popen`, because Foundation's `Process` leaks a weak reference, which Leak Sanitizer reports of a
/// build.
func compressed(_ file: URL) -> String? {
    let path = file.path.replacingOccurrences(of: "'", with: #"'\''"#)
    // The options leave out name and time, so that the same file gives the same bytes.
    guard let gzip = popen("exec /usr/bin/gzip -9nc '\(path)'", "r") else { return nil }
    var bytes = Data()
    var piece = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&piece, 1, piece.count, gzip), count > 0 { bytes.append(contentsOf: piece[..<count]) }
    guard pclose(gzip) == 0 else { return nil }
    return bytes.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}

var source = """
    extension BuiltInFixtures {
        /// The files below `fixtures/`, by their path in it.
        static let files: [(path: String, text: String)] = [

    """
for file in files(below: folder) {
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
        /// Settings take the places of the names with an at sign.
        static let template =
            \(literal(try String(contentsOf: description, encoding: .utf8), indent: "        "))
    }

    """
source += """

    extension ConsoleFile {
        /// The files by name, as text, and compressed if the build could do that.
        static let builtIn: [(name: String, text: String, gzip: String?)] = [

    """
for file in files(below: page) {
    let place = page.appendingPathComponent(file)
    source += """
                (
                    name: #"\(file)"#,
                    text: \(literal(try String(contentsOf: place, encoding: .utf8), indent: "            ")),
                    gzip: \(compressed(place).map { "\"\($0)\"" } ?? "nil")
                ),

        """
}
source += "    ]\n}\n"
try source.write(to: output, atomically: true, encoding: .utf8)
