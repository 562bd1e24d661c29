internal import HTTPMessages

extension FixtureTree {
    /// What answers one method on one path; a class, so that finding it copies no more than a reference.
    final class Route: Sendable {
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
        /// Served where nobody asks for another.
        let standard: Answer
        /// `METHOD@variant.json`, by variant.
        private let variants: [String: Answer]
        /// `METHOD.STATUS.json` beside a `METHOD.json`, by status.
        private let statuses: [Int: Answer]
        let role: RouteRole

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
            role = RouteRole(method: standard.method, folders: standard.folders)
        }

        /// The answer called `variant`, or the standard one where there is none.
        func answer(_ variant: String?) -> Answer { variant.flatMap { variants[$0] } ?? standard }

        /// The answer of that status, where a file has one.
        func answer(_ status: Status) -> Answer? { statuses[status.rawValue] }

        /// `METHOD.json`, or the only `METHOD.STATUS.json` where that is missing.
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
}
