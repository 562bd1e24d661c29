internal import HTTPMessages
internal import JWT
internal import Policy
internal import Rules

/// Serves the fixtures of one method on one path.
final class FixtureEndpoint: Endpoint {
    struct Answer: Sendable {
        let status: Status
        let template: Template

        init(_ fixture: Fixture) {
            status = fixture.status
            template = fixture.template
        }
    }

    let method: Method
    let folders: [String]
    /// The answer that is served if no other is asked for.
    let standard: Answer
    /// The answers of `METHOD@variant.json`, by variant.
    private let variants: [String: Answer]
    /// The answers of `METHOD.STATUS.json` beside a `METHOD.json`, by status.
    private let statuses: [Int: Answer]

    /// - Parameter fixtures: all of one method on one path.
    init(_ fixtures: [Fixture]) throws(FixtureError) {
        let standard = try Self.standard(of: fixtures)
        method = standard.method
        folders = standard.folders
        self.standard = Answer(standard)
        var variants: [String: Answer] = [:]
        var statuses: [Int: Answer] = [:]
        for fixture in fixtures {
            if let variant = fixture.variant {
                guard variants.updateValue(Answer(fixture), forKey: variant) == nil else {
                    throw Self.error(fixtures, "has two files for @\(variant)", allowed: "one")
                }
            } else if fixture.namesStatus {
                if !standard.namesStatus, fixture.status == standard.status {
                    let name = "\(standard.method)"
                    throw Self.error(
                        fixtures,
                        "has \(name).json and \(name).\(fixture.status.rawValue).json, which are the same answer",
                        allowed: "one of them"
                    )
                }
                statuses[fixture.status.rawValue] = Answer(fixture)
            }
        }
        self.variants = variants
        self.statuses = statuses
    }

    func answer(_ exchange: borrowing Exchange, at place: borrowing EndpointPlace, into response: inout Response) {
        // By `??` the answer would be copied, with what it refers to.
        if let variant = place.variant, let answer = variants[variant] {
            serve(answer, to: exchange, at: place, into: &response)
        } else {
            serve(standard, to: exchange, at: place, into: &response)
        }
    }

    func answer(
        _ status: Status,
        _ exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) -> Bool {
        guard let answer = statuses[status.rawValue] else { return false }
        serve(answer, to: exchange, at: place, into: &response)
        return true
    }

    private func serve(
        _ answer: Answer,
        to exchange: borrowing Exchange,
        at place: borrowing EndpointPlace,
        into response: inout Response
    ) {
        response.status = answer.status
        let values = Template.Values(
            now: exchange.moment.gatewayNow,
            client: exchange.token?.claims.client,
            path: exchange.path,
            captures: place.captures
        )
        answer.template.render(values, sources: &place.tools.sources, to: &response.body)
    }

    /// `METHOD.json`, or the only `METHOD.STATUS.json` if that is missing.
    private static func standard(of fixtures: [Fixture]) throws(FixtureError) -> Fixture {
        let candidates = fixtures.filter { $0.variant == nil }
        if let plain = candidates.first(where: { !$0.namesStatus }) { return plain }
        guard let only = candidates.first else {
            let method = "\(fixtures[0].method)"
            throw error(fixtures, "has variants of \(method) and no \(method).json", allowed: "one beside them")
        }
        guard candidates.count == 1 else {
            let statuses = candidates.map { "\($0.status.rawValue)" }.joined(separator: " and ")
            let method = "\(only.method)"
            throw error(
                fixtures,
                "has answers \(statuses) to \(method)",
                allowed: "one of them, or a \(method).json beside them"
            )
        }
        return only
    }

    private static func error(_ fixtures: [Fixture], _ problem: String, allowed: String) -> FixtureError {
        FixtureError(
            path: fixtures[0].folders.joined(separator: "/"),
            reason: "\(problem); allowed: \(allowed)"
        )
    }
}
