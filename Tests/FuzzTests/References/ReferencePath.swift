/// The path rules once more: split first, then decode each segment.
enum ReferencePath {
    /// The decoded segments behind the leading slash; nil if the path has to be refused.
    static func segments(_ path: [UInt8]) -> [[UInt8]]? {
        guard path.first == UInt8(ascii: "/") else { return nil }
        var segments: [[UInt8]] = []
        let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            guard let segment = ReferenceForm.decoded(part, plusIsSpace: false),
                String(validating: segment, as: UTF8.self) != nil, !segment.contains(UInt8(ascii: "/")),
                !segment.contains(UInt8(ascii: "\\")), !segment.contains(0),
                !segment.isEmpty || index == parts.count - 1, segment.text != ".", segment.text != ".."
            else { return nil }
            segments.append(segment)
        }
        return segments
    }
}
