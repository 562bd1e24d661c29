internal import Definition
internal import HTTPMessages
internal import Policy

/// The fixtures that come with the program: the files below `fixtures/`, compiled in.
enum BuiltInFixtures {}

/// All fixtures and operations in force, checked and ready.
package struct FixtureSet: Sendable {
    /// The body of every refusal of a token.
    ///
    /// This mock is about that payload, so no folder may change it.
    static let unauthorizedPayload: StaticString =
        #"{"status": 401, "code": "unauthorized", "message": "Token expired or invalid"}"#
    package static let unauthorized = "\(unauthorizedPayload)"

    private static let unauthorizedPath = "errors/unauthorized.json"

    let tree: RouteTree<APIRoute>
    /// How many files there are, with the built-in ones that are not overridden.
    let count: Int
    /// The operations that answer if no file does.
    let operations: OperationSet?
    /// The names that a client or a fault may choose by.
    let variants: Set<String>

    /// A file by its path below the fixtures folder.
    package struct File: Sendable {
        package let path: String
        package let contents: [UInt8]
        /// It comes with the program.
        fileprivate let isBuiltIn: Bool

        package init(path: String, contents: [UInt8]) {
            self.init(path: path, contents: contents, isBuiltIn: false)
        }

        fileprivate init(path: String, contents: [UInt8], isBuiltIn: Bool) {
            self.path = path
            self.contents = contents
            self.isBuiltIn = isBuiltIn
        }
    }

    /// - Parameter overrides: files that take the places of built-in ones, path by path; the name of a folder in braces
    ///   does not make another path.
    /// - Parameter operations: answer the requests that no file answers.
    package init(overrides: [File] = [], operations: OperationSet? = nil) throws(FixtureError) {
        var files: [ByteKey: File] = [:]
        for file in BuiltInFixtures.files {
            files[ByteKey(Self.route(of: file.path))] = File(
                path: file.path,
                contents: Array(file.text.utf8),
                isBuiltIn: true
            )
        }
        var overridden: [ByteKey: String] = [:]
        for file in overrides {
            let route = ByteKey(Self.route(of: file.path))
            if let other = overridden.updateValue(file.path, forKey: route) {
                throw FixtureError(path: file.path, reason: "is the same route as \(other)")
            }
            files[route] = file
        }
        var fixtures: [ByteKey: [Fixture]] = [:]
        for file in files.values.sorted(by: { $0.path < $1.path }) {
            if file.path == Self.unauthorizedPath {
                try Self.checkUnauthorized(file)
            } else {
                let fixture = try Fixture(path: file.path, contents: file.contents, isBuiltIn: file.isBuiltIn)
                let route = Self.route(of: fixture.folders.joined(separator: "/"))
                fixtures[ByteKey("\(fixture.method) \(route)"), default: []].append(fixture)
            }
        }
        var described: [ByteKey: OperationEndpoint] = [:]
        var routes: [APIRoute] = []
        if let operations {
            for operation in operations.endpoints {
                let folders = operation.folders
                let key = ByteKey("\(operation.method) \(Self.route(of: folders.joined(separator: "/")))")
                // A built-in file does not know the objects that have been made here.
                if operation.isKept, fixtures[key]?.allSatisfy(\.isBuiltIn) == true { fixtures[key] = nil }
                if fixtures[key] == nil {
                    routes.append(
                        APIRoute(
                            operation.method,
                            folders,
                            answeredBy: operation,
                            from: .definition,
                            operation: operation
                        )
                    )
                } else {
                    described[key] = operation
                }
            }
        }
        for (key, candidates) in fixtures.sorted(by: {
            $0.value[0].folders.lexicographicallyPrecedes($1.value[0].folders)
        }) {
            let endpoint = try FixtureEndpoint(candidates)
            routes.append(
                APIRoute(
                    endpoint.method,
                    endpoint.folders,
                    answeredBy: endpoint,
                    from: candidates.contains { !$0.isBuiltIn } ? .fixture : .builtIn,
                    operation: described[key]
                )
            )
        }
        tree = RouteTree(routes)
        count = files.count
        self.operations = operations
        var variants = Set(fixtures.values.joined().compactMap(\.variant))
        if operations != nil { variants.formUnion(AnswerGenerator.Variant.allCases.map(\.rawValue)) }
        self.variants = variants
    }

    private static func checkUnauthorized(_ file: File) throws(FixtureError) {
        guard file.contents == Array((unauthorized + "\n").utf8) else {
            throw FixtureError(
                path: file.path,
                reason: "is not the payload; allowed: exactly \(unauthorized) and a newline"
            )
        }
    }

    /// The path with every folder in braces called the same.
    private static func route(of path: String) -> String {
        path.pieces(between: "/").map { PathPattern.captureName($0) == nil ? $0 : "{}" }.joined(separator: "/")
    }
}
