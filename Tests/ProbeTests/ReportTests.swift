import JSON
import JWT
import Testing

@testable import Probe

/// What is said of what was found.
@Suite struct ReportTests {
    private static let url = "http://localhost:9000/api"

    private func report(
        _ name: String,
        _ leeway: Duration,
        skew: Duration = .milliseconds(3),
        date: VirtualServer.DateField = .exact
    ) throws -> ProbeReport {
        let validator = try #require(Validator.named(name))
        var server = VirtualServer(validator, leeway: leeway, skews: [skew], seed: 11)
        server.dateField = date
        var examination = Examination(server)
        try examination.run()
        return ProbeReport(url: Self.url, examination.findings, obstacle: nil)
    }

    @Test func spring() throws {
        let report = try report("spring", .seconds(60))
        let text = report.sentences.joined(separator: ". ")
        #expect(text.contains("it never looks at iat, and forgives 60.000 s ±"))
        #expect(text.contains("A token from a clock 200 ms ahead is accepted. A dead one lives 60 s longer"))
        #expect(report.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    /// The second of `exp` is one more, and the bound says so.
    @Test func envoyLetsATokenLiveThroughTheSecond() throws {
        let report = try report("envoy", .seconds(60))
        #expect(report.best?.validator.name == "envoy" && report.text.contains("A dead one lives 61 s longer"))
        #expect(report.lines.last?.bound == ">=" && report.lines.last?.leeway == .seconds(60))
        #expect(report.text.contains("exp   yes       no       60.000 s"))
    }

    /// Strict and 200 ms ahead: one token of whole seconds in five.
    @Test func strictRefusesOneInFive() throws {
        let text = try report("strict", .zero).sentences.joined(separator: ". ")
        #expect(text.contains("A token from a clock 200 ms ahead is refused in 20 % of first calls"))
        #expect(text.contains("A dead token is refused at once"))
    }

    @Test func jsonHasTheSame() throws {
        let json = try report("authlib", .seconds(5), skew: .milliseconds(-40)).json
        #expect(json["verdict"] == "told" && json["profile"] == "authlib")
        #expect(json["claims"]?["iat"]?["lookedAt"] == true && json["claims"]?["exp"]?["bound"] == ">=")
        #expect(json["nearest"] == .null && json["spreadMs"] == .null && json["date"] == "exact")
    }

    /// Envoy renews its Date each half second.
    ///
    /// If that is just before each second, the Date lags by nearly half a second, always by as much, and an exact clock
    /// that is late by that and forgives half a second more would answer the same.
    @Test(arguments: ["envoy", "pyjwt-2.5"])
    func aDateThatLagsByHalfASecondMisleadsNobody(name: String) throws {
        let date = VirtualServer.DateField.cached(.milliseconds(500), phase: .microseconds(499_500))
        let report = try report(name, .seconds(60), date: date)
        #expect(report.best?.leeway == .seconds(60) && report.best?.agreement == .lagging, "\(report.text)")
        #expect(report.fits.contains { $0.validator.name == name && $0.leeway == .seconds(60) }, "\(report.text)")
        #expect(report.rivals.allSatisfy { $0.leeway == .milliseconds(60_500) && $0.agreement == .exact })
        #expect(!report.rivals.isEmpty && report.text.contains("Its Date field lags behind that: a cached one."))
        let notes = report.text.replacing("\n", with: " ")
        #expect(notes.contains("If its Date is no cached one, and its clock 49"), "\(report.text)")
    }

    /// Half a second that is forgiven by an exact clock is told as that, and what it would be by a cached Date is said.
    @Test func halfASecondIsTold() throws {
        let report = try report("spring", .milliseconds(500))
        #expect(report.best?.leeway == .milliseconds(500) && report.best?.agreement == .exact, "\(report.text)")
        #expect(report.rivals.allSatisfy { $0.leeway == .zero && $0.agreement == .lagging } && !report.rivals.isEmpty)
        let dates = report.json["fits"]?.array?.map { $0["date"] } ?? []
        #expect(dates.first == "exact" && dates.last == "cached" && report.json["date"] == "exact")
        let notes = report.text.replacing("\n", with: " ")
        #expect(notes.contains("If its Date is a cached one, and its clock 50"), "\(report.text)")
    }

    /// A rule that nobody has: nearest, and in what it differs.
    @Test func anUnknownRuleHasANearestOne() throws {
        let rule = Validator(
            "unknown",
            Validator.strict.provenance,
            issuedAt: nil,
            notBefore: .init(rounding: .nearest),
            expiration: .init(clock: .wholeSeconds, rounding: .nearest, bound: .past),
            readings: Validator.strict.readings
        )
        var examination = Examination(VirtualServer(rule, leeway: .seconds(1), skews: [.zero], seed: 5))
        try examination.run()
        let report = ProbeReport(url: Self.url, examination.findings, obstacle: nil)
        #expect(report.fits.isEmpty && report.nearest != nil)
        #expect(report.text.contains("judges as no profile here does") && report.text.contains("The nearest is"))
    }
}
