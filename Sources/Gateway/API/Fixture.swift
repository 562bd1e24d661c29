internal import HTTPMessages
internal import JSON
internal import Policy
internal import Rules

/// A fixture file that cannot be served: which, and why.
package struct FixtureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's path below the fixtures folder.
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
}

/// One answer that a fixture file gives; the file's place is its route.
struct Fixture: Sendable {
    let method: Method
    /// What `METHOD@variant.json` is called; nil if the file's name has no variant.
    let variant: String?
    let status: Status
    /// The folders above it; `{name}` stands for any one segment.
    let folders: [String]
    /// Whether the file's name says the status.
    let namesStatus: Bool
    let template: Template
    /// Whether it comes with the program.
    let isBuiltIn: Bool

    /// - Parameters:
    ///   - path: below the fixtures folder, with `/`: `api/v2/users/me/GET.json`.
    ///   - contents: the file's bytes.
    ///   - isBuiltIn: whether it comes with the program; then its tests have checked the body, and checking all of
    ///     them here would be a tenth of the start.
    init(path: String, contents: [UInt8], isBuiltIn: Bool = false) throws(FixtureError) {
        var folders = path.pieces(between: "/")
        let parts = folders.removeLast().pieces(between: ".")
        let words = parts[0].pieces(between: "@", most: 2)
        let allowed =
            "METHOD.json, METHOD.STATUS.json or METHOD@variant.json below api/v2/, such as GET.json, POST.201.json or "
            + "GET@empty.json (HEAD is answered as GET)"
        guard folders.count > 2, folders[0] == "api", folders[1] == "v2", parts.count == 2 || parts.count == 3,
            parts.last == "json", let method = Method(named: words[0]), method != .connect, method != .head
        else { throw FixtureError(path: path, reason: "is no place for a fixture; allowed: \(allowed)") }
        variant = words.count > 1 ? words[1] : nil
        if let variant, variant.isEmpty || !variant.utf8.allSatisfy(\.isTokenCharacter) {
            throw FixtureError(path: path, reason: "@\(variant) is no variant; allowed: letters, digits, - and _")
        }
        self.isBuiltIn = isBuiltIn
        namesStatus = parts.count == 3
        if namesStatus {
            guard let status = Int(parts[1]), parts[1].count == 3, (200...599).contains(status) else {
                throw FixtureError(path: path, reason: "\(parts[1]) is no status; allowed: 200 to 599")
            }
            self.status = Status(rawValue: status)
        } else {
            status = .ok
        }
        self.method = method
        self.folders = folders
        let captures = try Self.captures(folders, path)
        var text = contents.last == .lineFeed ? Array(contents.dropLast()) : contents
        // An editor may have put a byte order mark there; it is no part of an answer (RFC 8259 §8.1).
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        if !isBuiltIn { try Self.checkBody(text, for: status, in: path) }
        do throws(Template.Failure) {
            template = try Template(text, captures: captures)
        } catch {
            throw FixtureError(path: path, reason: "\(error.placeholder) is no placeholder; allowed: \(error.allowed)")
        }
    }

    private static func captures(_ folders: [String], _ path: String) throws(FixtureError) -> [String] {
        var names: [String] = []
        for folder in folders {
            guard let name = PathPattern.captureName(folder) else {
                guard !folder.isEmpty, !folder.contains("{"), !folder.contains("}") else {
                    throw FixtureError(path: path, reason: "\(folder) is no folder name; allowed: a segment or {name}")
                }
                continue
            }
            guard !name.isEmpty, !names.contains(name) else {
                throw FixtureError(path: path, reason: "\(folder) has no name of its own")
            }
            names.append(name)
        }
        return names
    }

    /// Checks that a body is JSON with its placeholders inside strings, and empty if the status has no body.
    private static func checkBody(_ text: [UInt8], for status: Status, in path: String) throws(FixtureError) {
        guard !status.forbidsBody else {
            guard text.isEmpty else {
                throw FixtureError(path: path, reason: "an answer with status \(status.rawValue) has no body")
            }
            return
        }
        do throws(JSONError) {
            _ = try JSONParser.parse(text)
        } catch {
            throw FixtureError(path: path, reason: "is no JSON: \(error)")
        }
    }
}
