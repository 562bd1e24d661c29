internal import HTTPMessages
internal import Policy

/// The place of the file that would answer a request.
enum FixturePlace {
    /// The place is such as `fixtures/api/v2/routing/queues/{queueId}/members/GET.json`: a segment that is an object's
    /// id stands for all of its kind.
    ///
    /// - Parameter path: decoded, and checked by `RequestPath`.
    static func text(_ method: Method, _ path: Span<UInt8>) -> String {
        var folders: [String] = []
        for segment in path.text.split(separator: "/") {
            folders.append(isID(segment) ? "{\(name(of: folders.last))}" : Excerpt.of(String(segment)))
        }
        // HEAD is answered by the file of GET.
        return Excerpt.of(
            "fixtures/\(folders.joined(separator: "/"))/\(method == .head ? .get : method).json",
            limit: 500
        )
    }

    /// Whether it is a number, or looks like a UUID.
    private static func isID(_ segment: Substring) -> Bool {
        let bytes = segment.utf8
        if bytes.allSatisfy(\.isDigit) { return true }
        return bytes.count == 36 && bytes.allSatisfy { $0.hexadecimalValue != nil || $0 == UInt8(ascii: "-") }
    }

    /// `queues` holds objects that are named by a `queueId`.
    private static func name(of folder: String?) -> String {
        guard let folder, !folder.hasPrefix("{"), folder.utf8.count > 2 else { return "id" }
        if folder.hasSuffix("ies") { return folder.dropLast(3) + "yId" }
        return (folder.hasSuffix("s") ? folder.dropLast() : folder[...]) + "Id"
    }
}
