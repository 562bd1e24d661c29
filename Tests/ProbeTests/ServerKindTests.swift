import JWT
import Testing

@testable import Probe

/// Servers that are no usual ones, and what is said of each.
@Suite struct ServerKindTests {
    private func examine(
        _ validator: Validator = .strict,
        leeway: Duration = .zero,
        skew: Duration = .milliseconds(12),
        limits: Limits = Limits(),
        accepting accepted: ClosedRange<Int>? = nil,
        _ change: (inout VirtualServer) -> Void = { _ in }
    ) -> (report: ProbeReport, requests: Int) {
        var server = VirtualServer(validator, leeway: leeway, skews: [skew], seed: 7)
        change(&server)
        var examination = Examination(server, limits: limits, accepting: accepted)
        var obstacle: Obstacle?
        do throws(Obstacle) {
            try examination.run()
        } catch {
            obstacle = error
        }
        return (
            ProbeReport(url: "http://localhost:9000/api", examination.findings, obstacle: obstacle),
            examination.findings.requests
        )
    }

    @Test func aWrongKeyIsSaidToBeOne() {
        let (report, requests) = examine { $0.refusesAll = true }
        #expect(report.obstacle == .refusesEverything(status: 401) && requests <= 30)
        #expect(report.text.hasPrefix("could not tell: it refuses everything (401), a good token as a forged one"))
    }

    @Test func aRedirectIsNotFollowed() {
        let (report, _) = examine {
            $0.refusesAll = true
            $0.statuses = (302, 302, 302, 302)
        }
        #expect(report.text.hasPrefix("could not tell: it answers every request by a redirect (302)"))
    }

    @Test func whoAcceptsEverythingLooksAtNothing() {
        let (report, _) = examine { $0.acceptsAll = true }
        #expect(report.obstacle == .acceptsEverything(status: 200))
        #expect(report.text.contains("nothing there looks at tokens"))
    }

    @Test func aForgedSignatureThatIsTakenIsSaid() {
        let (report, _) = examine { $0.checksSignature = false }
        #expect(report.obstacle == .takesForgedSignatures)
    }

    /// As HAProxy's jwt_verify does.
    @Test func whoLooksAtNoTimeIsTold() {
        let (report, requests) = examine { $0.judgesTime = false }
        #expect(report.isTold && requests <= 20)
        #expect(report.text.hasPrefix("http://localhost:9000/api judges signatures, and no time"))
    }

    /// 404 behind the check, 403 for a dead token, 401 without one: each says what it says.
    @Test func statusesMeanWhatCalibrationFinds() {
        let (report, _) = examine(.spring, leeway: .seconds(60)) { $0.statuses = (404, 403, 401, 400) }
        #expect(report.best?.leeway == .seconds(60) && report.alike.count + 1 >= 2)
    }

    /// If the statuses are given, one beyond them means no.
    @Test(arguments: [(200...299, true), (200...200, true), (201...299, false)])
    func statusesMayBeGiven(range: ClosedRange<Int>, isTold: Bool) {
        let (report, _) = examine(accepting: range)
        #expect(report.isTold == isTold)
    }

    /// An hour ahead with a Date that says so, and two hours behind with none.
    @Test(arguments: [(3600, true), (-7200, false), (-3600, true), (7200, false)])
    func aClockThatIsFarOffIsFound(seconds: Int, hasDate: Bool) {
        let (report, requests) = examine(.pyjwt, leeway: .seconds(2), skew: .seconds(seconds)) {
            if !hasDate { $0.dateField = .none }
        }
        #expect(report.isTold && report.best?.leeway == .seconds(2) && requests <= 120, "\(report.text)")
        #expect(report.best.map { ($0.skew.middle - .seconds(seconds)).absolute < .milliseconds(10) } ?? false)
        #expect(report.text.contains("Its clock is far off"))
    }

    /// Wherever in a second it begins, and also if tokens need an `iat`.
    @Test(arguments: [Validator.strict, .wholeSecond])
    func aMemoryIsNoticed(validator: Validator) {
        for start in 0..<10 {
            let (report, _) = examine(validator) {
                $0.trouble = .remembers
                $0.pause(for: .milliseconds(start * 100))
            }
            #expect(report.isTold && report.findings.remembers == true)
            #expect(report.text.contains("It remembers tokens"))
        }
    }

    /// A good token has to be good with a fraction too, by a clock that is as far behind as one without a fraction
    /// allows for.
    @Test func aClockThatIsFiveSecondsBehindTakesFractions() {
        let (report, _) = examine(.pyjwt26, leeway: .milliseconds(250), skew: .milliseconds(-4980)) {
            $0.dateField = .none
        }
        #expect(report.isTold && report.findings[.iat].takesFractions == true, "\(report.text)")
    }

    @Test func limitsAreKept() {
        var limits = Limits()
        limits.requests = 30
        #expect(examine(limits: limits).requests == 30)
        // There may be more if no Date tells where the clock is.
        #expect(examine(limits: limits) { $0.dateField = .none }.requests == 50)
        limits = Limits()
        limits.time = .seconds(3)
        let (report, _) = examine(limits: limits)
        #expect(report.obstacle == .outOfTime(.seconds(3)) && report.findings.time <= .seconds(4))
    }

    /// What an hour and a half of leeway costs is no more than what none does.
    @Test func aLongLeewayCostsNoMore() {
        let none = examine(.spring, leeway: .zero).requests
        let long = examine(.spring, leeway: .seconds(3600))
        #expect(long.requests <= none + 8 && long.report.best?.leeway == .seconds(3600))
    }
}
