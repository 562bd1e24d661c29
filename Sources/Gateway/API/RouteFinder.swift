internal import HTTPMessages

/// Finds routes for one event loop, and remembers the last one found: clients ask for the same path again and again.
struct RouteFinder {
    private var fixtures: Versioned<FixtureSet>.Reader
    private var generation: Int
    private var path: [UInt8] = []
    private var method = Method.other
    private var route: APIRoute?
    private var captures: [Range<Int>] = []
    private var definition: (generation: Int, isThere: Bool)?

    init(_ fixtures: Versioned<FixtureSet>) {
        self.fixtures = Versioned.Reader(fixtures)
        generation = self.fixtures.generation
    }

    /// Whether a definition says which operations there are.
    var hasDefinition: Bool {
        mutating get {
            fixtures.refresh()
            if definition?.generation != fixtures.generation {
                definition = (fixtures.generation, fixtures.current.operations != nil)
            }
            return definition?.isThere ?? false
        }
    }

    /// - Parameter path: decoded, and checked by `RequestPath`; captures are ranges of it.
    mutating func find(_ method: Method, _ path: Span<UInt8>) -> RouteTree<APIRoute>.Match {
        fixtures.refresh()
        if method == self.method, let route, generation == fixtures.generation, path.isEqual(to: self.path) {
            return .route(route, captures: captures)
        }
        let match = fixtures.current.tree.find(method, path)
        if case .route(let route, let captures) = match {
            self.path = path.array
            self.method = method
            self.route = route
            self.captures = captures
            generation = fixtures.generation
        }
        return match
    }
}
