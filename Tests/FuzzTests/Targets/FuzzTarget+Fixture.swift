import HTTPMessages
import JSON
import JWT
import TestSupport

@testable import Gateway
@testable import Policy
@testable import Rules

extension FuzzTarget {
    /// A fixture is refused with its path and a reason, or serves what its text says.
    ///
    /// The input is what a request captures, a line feed, the fixture's path, a line feed, the fixture's text.
    static let fixture = FuzzTarget("fixture") {
        { input in
            guard let (value, rest) = input.firstLine, let (path, text) = rest.firstLine,
                let value = String(validating: value, as: UTF8.self), let path = String(validating: path, as: UTF8.self)
            else { return }
            try checkTemplate(text, value)
            switch Result(catching: { () throws(FixtureError) in try Fixture(path: path, contents: text) }) {
            case .success(let fixture): try checkServing(fixture, path)
            case .failure(let error): try require(error.path == path && !error.reason.isEmpty, "refused: \(error)")
            }
        }
    }

    private static let now = ManualClock().now

    private static func rendered(_ template: Template, _ value: String) -> [UInt8] {
        let path = Array("/first/\(value)".utf8)
        let captures = [1..<6, 7..<path.count]
        var sources = Template.Sources()
        var output: [UInt8] = []
        template.render(
            Template.Values(now: now, client: value, path: path.span, captures: captures),
            sources: &sources,
            to: &output
        )
        return output
    }

    private static func checkTemplate(_ text: [UInt8], _ value: String) throws(Violation) {
        let reference = ReferenceTemplate(text, captures: ["a": "first", "b": value], client: value, now: now)
        switch Result(catching: { () throws(Template.Failure) in try Template(text, captures: ["a", "b"]) }) {
        case .success(let template):
            guard let reference else { throw Violation(description: "not refused: \(text.text)") }
            let output = rendered(template, value)
            try require(reference.matches(output), "\(output.text) of \(text.text)")
            try checkJSON(text, output)
        case .failure(let error):
            try require(reference == nil, "refused: \(error.placeholder) of \(text.text)")
        }
    }

    /// Filling in keeps JSON what it is, but that keys may come to be the same.
    private static func checkJSON(_ text: [UInt8], _ output: [UInt8]) throws(Violation) {
        guard (try? JSONParser.parse(text)) != nil else { return }
        do throws(JSONError) {
            _ = try JSONParser.parse(output)
        } catch {
            guard case .duplicateKey = error.reason else {
                throw Violation(description: "\(output.text) is no JSON: \(error)")
            }
        }
    }

    /// The route that the file's place is leads to it.
    private static func checkServing(_ fixture: Fixture, _ path: String) throws {
        var folders = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
        let file = folders.removeLast()
        // A variant alone is no answer.
        guard fixture.variant == nil else { return }
        try require(file.starts(with: "\(fixture.method)".utf8), "\(path) answers \(fixture.method)")
        let captures = folders.count { $0.first == UInt8(ascii: "{") }
        let request = folders.map { $0.first == UInt8(ascii: "{") ? Array("any".utf8) : $0 }
        let target = request.flatMap { [UInt8(ascii: "/")] + $0 }
        let tree = RouteTree([APIRoute(fixture.method, fixture.folders, endpoint: try FixtureEndpoint([fixture]))])
        guard case .route(let route, let found) = tree.find(fixture.method, target.span) else {
            throw Violation(description: "\(path) is served nowhere")
        }
        try require(found.count == captures, "\(path) captures \(found)")
        try require(route.folders == fixture.folders, "\(path) is served as \(route.folders)")
    }
}
