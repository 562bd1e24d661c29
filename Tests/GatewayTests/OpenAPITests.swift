import HTTPMessages
import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway
@testable import Journal
@testable import Policy
@testable import Rules

/// The description of the control interface leaves nothing out.
@Suite struct OpenAPITests {
    private let document: JSONValue

    init() throws {
        document = try #require(try TestGateway().control("GET", "openapi.json").json)
    }

    private func properties(_ schema: String) throws -> Set<String> {
        Set(try #require(document["components"]?["schemas"]?[schema]?["properties"]?.object).keys)
    }

    @Test func isVersion31() throws {
        #expect(document["openapi"]?.string?.hasPrefix("3.1.") == true)
    }

    @Test func hasEveryCallAndNoOther() throws {
        let methods = Set(Method.allCases.map { "\($0)".lowercased() })
        var described: [String: Set<String>] = [:]
        for path in try #require(document["paths"]?.object).members {
            described[path.key] = Set(try #require(path.value.object).keys).intersection(methods)
        }
        var calls = ["/__admin/": Set(["get"])]
        for route in ControlRoute.all {
            calls["/__admin\(route.path)", default: []].insert("\(route.method)".lowercased())
        }
        #expect(described == calls)
    }

    @Test func namesEveryOperation() throws {
        let operations = try #require(document["paths"]?.object).members
            .flatMap { $0.value.object?.members ?? [] }.filter { $0.value["responses"] != nil }
        let ids = operations.compactMap { $0.value["operationId"]?.string }
        #expect(ids.count == operations.count && Set(ids).count == ids.count)
    }

    @Test func hasEverySetting() throws {
        let names = Set(Setting.all.map(\.name))
        #expect(try properties("SettingsChange") == names)
        #expect(try names.union(Setting.all.compactMap(\.twin)).isSubset(of: properties("Client")))
        let shown = try #require(try TestGateway().control("GET", "settings").json?.object).keys
        #expect(try properties("Settings") == Set(shown))
    }

    /// A field without a row would be a setting that nobody can set.
    @Test func everyFieldOfTheSettingsHasItsRow() {
        let names = Set(Setting.all.map(\.name))
        let fields = Set(Mirror(reflecting: Settings()).children.compactMap(\.label))
        #expect(fields.subtracting(names) == ["skew"])
        let parts = Mirror(reflecting: Skew()).children.compactMap(\.label)
        // Two of them have longer names among all settings: `offsetSteps` and `offsetTtl`.
        #expect(Set(parts).subtracting(names) == ["steps", "ttl"])
        #expect(names.subtracting(fields).subtracting(parts) == ["offsetSteps", "offsetTtl"])
    }

    /// A near miss is an entry, and what differs.
    @Test func saysTheSameOfAnEntryEverywhere() throws {
        #expect(try properties("NearEntry") == properties("JournalEntry").union(["mismatches"]))
    }

    @Test func hasEveryKeyOfClientsFaultsAndCriteria() throws {
        #expect(try properties("ClientChange") == Set(Client.keys))
        #expect(try properties("FaultDefinition") == Set(Fault.keys))
        #expect(try properties("Fault") == Set(Fault.keys + ["seen", "applied", "spent"]))
        #expect(try properties("StubDefinition") == Set(Stub.keys))
        #expect(try properties("Stub") == Set(Stub.keys + ["seen", "applied", "spent"]))
        #expect(try properties("Expectation") == Set(JournalCriterion.keys + ["count"]))
        let parameters = document["paths"]?["/__admin/requests"]?["get"]?["parameters"]?.array ?? []
        #expect(
            Set(parameters.compactMap { $0["name"]?.string })
                == Set(JournalCriterion.keys + ["limit", "count", "wait"])
        )
    }

    @Test func hasEveryReasonInItsOrder() throws {
        let reasons = document["components"]?["schemas"]?["TokenReason"]?["enum"]?.array
        #expect(reasons?.compactMap(\.string) == TokenError.Reason.allCases.map(\.rawValue))
    }

    /// Null gives a tolerance back to the validator, which is something else than none.
    @Test func saysWhatANullToleranceDoes() throws {
        let schema = document["components"]?["schemas"]?["SettingsChange"]?["properties"]?["tolerance"]
        let text = try #require(schema?["description"]?.string)
        #expect(text.contains("Null unsets it: then the leeway of the validator holds"))
    }

    @Test func hasEveryWord() throws {
        let text = document.text
        let words =
            RefreshReuse.allCases.map(\.rawValue) + OAuthError.Code.allCases.map(\.rawValue)
            + JournalEntry.Verdict.allCases.map(\.rawValue) + RuleMatch.methods.map { "\($0)" }
        for word in words { #expect(text.contains("\"\(word)\""), "\(word)") }
    }

    @Test func endsWithoutReferenceToNothing() throws {
        for reference in references(document) {
            var place = document
            for part in reference.split(separator: "/").dropFirst() {
                place = try #require(place[String(part)], "\(reference)")
            }
        }
    }

    private func references(_ value: JSONValue) -> [String] {
        switch value {
        case .array(let values): values.flatMap(references)
        case .object(let object):
            object.members.flatMap { $0.key == "$ref" ? [$0.value.string ?? ""] : references($0.value) }
        default: []
        }
    }
}
