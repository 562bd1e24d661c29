import HTTPClient
import Testing

@testable import ClockProbe

@Suite struct DiagnosisTests {
    private static let limit = Duration.milliseconds(50)

    private static func lead(_ least: Int, _ most: Int) -> Lead {
        Lead(least: .milliseconds(least), most: .milliseconds(most))
    }

    /// The limit itself is fine, either way; a range on both sides of it could be either.
    @Test(arguments: [
        (-50, 50, Verdict.fine), (0, 0, .fine), (-50, -40, .fine), (40, 50, .fine), (41, 51, .unknown),
        (50, 60, .unknown), (51, 60, .skewed), (-51, -41, .unknown), (-60, -50, .unknown), (-60, -51, .skewed),
        (-60, 60, .unknown), (-1000, 1000, .unknown), (1000, 3000, .skewed),
    ])
    func judgesByTheWholeRange(least: Int, most: Int, verdict: Verdict) {
        #expect(Verdict(Self.lead(least, most), limit: Self.limit) == verdict)
    }

    /// P = the skew in seconds, at most 1, whichever way.
    @Test(arguments: [(212, 21), (-300, 30), (995, 100), (994, 99), (1000, 100), (2500, 100), (-5000, 100), (50, 5)])
    func reckonsTheShareRefused(skew: Int, percent: Int) {
        #expect(Diagnosis.percentRefused(.milliseconds(skew)) == percent)
    }

    /// Rounded so that the range that is shown holds the range that was found.
    @Test(arguments: [
        (203_000, 221_000, "212 ms ± 9 ms ahead of"), (-309_000, -291_000, "300 ms ± 9 ms behind"),
        (211_960, 212_040, "212 ms ± 1 ms ahead of"), (211_400, 212_000, "212 ms ± 1 ms ahead of"),
        (0, 0, "0 ms ± 0 ms ahead of"), (-400, 200, "0 ms ± 1 ms ahead of"), (-1_600, -400, "1 ms ± 1 ms behind"),
    ])
    func writesWholeMilliseconds(least: Int, most: Int, text: String) {
        #expect(Lead(least: .microseconds(least), most: .microseconds(most)).text == text)
    }

    private func diagnose(
        kernel: Result<KernelClock, ExchangeFailure> = .failure(ExchangeFailure("not permitted")),
        surroundings: Surroundings = Surroundings(service: .chrony),
        ntp: Result<Lead, ExchangeFailure>? = nil,
        against: Result<Lead, ExchangeFailure>? = nil,
        limit: Duration = Self.limit
    ) -> Diagnosis {
        Diagnosis(
            Findings(
                kernel: kernel,
                surroundings: surroundings,
                ntp: ntp.map { Findings.Measurement(.ntp, host: "time.test", outcome: $0) },
                against: against.map { Findings.Measurement(.dateField, host: "api.test", outcome: $0) },
                limit: limit
            )
        )
    }

    @Test func aheadOfAServer() {
        let diagnosis = diagnose(against: .success(Self.lead(203, 221)))
        #expect(diagnosis.verdict == .skewed)
        #expect(
            diagnosis.explanation == """
                skewed: your clock is 212 ms ± 9 ms ahead of api.test: a strict gateway there refuses 21 % of first \
                calls with tokens issued here. That hurts where this machine issues tokens; an SDK client only \
                carries them, so that its own clock is no culprit. Which of the two clocks is off, --ntp HOST tells. \
                chrony runs here: `chronyc tracking` shows what it knows, `sudo chronyc makestep` sets the clock at once.
                """
        )
    }

    private func diagnose(_ least: Int, _ most: Int, origin: Lead.Origin, limit: Duration = limit) -> Diagnosis {
        diagnose(against: .success(Self.lead(least, most).read(from: origin)), limit: limit)
    }

    /// Up to a second of what seems to be behind is the age of its Date; ahead, or farther behind, is what it seems.
    @Test(arguments: [
        (395, 401, Verdict.unknown), (1140, 1149, .unknown), (1150, 1160, .unknown), (1151, 1160, .skewed),
        (-60, -51, .skewed), (-50, -49, .unknown), (-2, 2, .unknown),
    ])
    func aKeptDateMakesNobodyLate(least: Int, most: Int, verdict: Verdict) {
        let diagnosis = diagnose(least, most, origin: .keptDate(by: "envoy"))
        #expect(diagnosis.verdict == verdict)
        #expect(diagnosis.explanation.contains("api.test, which is envoy and renews its Date only now and then"))
    }

    /// Whether a Date is kept, nobody knows: then late by less than what one may be old, plus the limit, is one of two things.
    @Test(arguments: [
        (-50, 50, Verdict.fine), (-2, 2, .fine), (50, 60, .unknown), (51, 60, .skewedOrCached),
        (1150, 1160, .skewedOrCached), (1151, 1160, .skewed), (-60, -51, .skewed), (-60, -50, .unknown),
    ])
    func aDateMayBeAKeptOne(least: Int, most: Int, verdict: Verdict) {
        #expect(diagnose(least, most, origin: .date).verdict == verdict)
    }

    /// As late as a Date may be old is within such a limit in any case.
    @Test func aWideLimitLeavesNoDoubt() {
        let diagnosis = diagnose(195, 205, origin: .date, limit: .milliseconds(905))
        #expect(diagnosis.verdict == .fine && diagnosis.lines.count == 1)
        #expect(diagnose(195, 205, origin: .date, limit: .milliseconds(904)).lines.count == 2)
        #expect(diagnose(195, 205, origin: .keptDate(by: "envoy"), limit: .milliseconds(905)).verdict == .fine)
        #expect(diagnose(195, 205, origin: .keptDate(by: "envoy"), limit: .milliseconds(904)).verdict == .unknown)
    }

    @Test func behindOrCached() {
        #expect(
            diagnose(203, 221, origin: .date).explanation == """
                skewed or cached: by its Date, your clock is 212 ms ± 9 ms ahead of api.test. Either its clock is behind \
                by that: a strict gateway there refuses 21 % of first calls with tokens issued here. Or that Date is a \
                cached one, as Envoy's and uvicorn's are, up to 1100 ms old: your clock is then anything from 897 ms \
                behind to 221 ms ahead of it. mock-gateway probe URL tells which, by its tokens, if you have a key \
                for them. That hurts where this machine issues tokens; an SDK client only carries them, so that its own \
                clock is no culprit. Which of the two clocks is off, --ntp HOST tells. chrony runs here: `chronyc \
                tracking` shows what it knows, `sudo chronyc makestep` sets the clock at once.
                """
        )
        #expect(diagnose(1101, 1160, origin: .date).explanation.contains("anything from 1 to 1160 ms ahead of it"))
    }

    /// Each with what is so however old the Date is.
    @Test(arguments: [
        (
            -309, -291,
            """
            skewed: by its Date, your clock is 300 ms ± 9 ms behind api.test, or up to 1409 ms if that is a cached one: a \
            strict gateway here refuses 29 to 100 % of first calls with tokens issued there.
            """
        ),
        (
            1491, 1509,
            """
            skewed: by its Date, your clock is 1500 ms ± 9 ms ahead of api.test, or at least 391 ms if that is a cached \
            one: a strict gateway there refuses 39 to 100 % of first calls with tokens issued here.
            """
        ),
        (
            3991, 4009,
            """
            skewed: by its Date, your clock is 4000 ms ± 9 ms ahead of api.test, or at least 2891 ms if that is a cached \
            one: a strict gateway there refuses 100 % of first calls with tokens issued here.
            """
        ),
        (
            -1, 3,
            """
            fine: by its Date, your clock is 1 ms ± 2 ms ahead of api.test, which is within the limit of 50 ms. Should its \
            Date be a cached one, its clock may be ahead of yours, by just as much as that lags: 1101 ms at most.
            """
        ),
    ])
    func saysWhatIsSo(least: Int, most: Int, beginning: String) {
        let explanation = diagnose(least, most, origin: .date).explanation
        #expect(explanation.hasPrefix(beginning), "\(explanation)")
    }

    @Test func behindNTP() {
        let diagnosis = diagnose(ntp: .success(Self.lead(-1510, -1490)))
        #expect(diagnosis.verdict == .skewed)
        #expect(
            diagnosis.explanation.hasPrefix(
                """
                skewed: your clock is 1500 ms ± 10 ms behind time.test: a strict gateway here refuses 100 % of first \
                calls with tokens issued at the right time. That hurts where this machine checks tokens;
                """
            )
        )
        #expect(!diagnosis.explanation.contains("--ntp"))
    }

    /// Right by NTP and apart from the server: it is the server's clock.
    @Test func theOtherClockIsOff() {
        let diagnosis = diagnose(ntp: .success(Self.lead(-2, 2)), against: .success(Self.lead(203, 221)))
        #expect(diagnosis.verdict == .skewed)
        #expect(diagnosis.lines.last == "By time.test your clock is right: it is the clock of api.test that is off.")
        let late = Self.lead(203, 221).read(from: .date)
        let doubtful = diagnose(ntp: .success(Self.lead(-2, 2)), against: .success(late))
        #expect(doubtful.verdict == .skewedOrCached)
        let culprit = "it is the clock of api.test that is off, or its Date that is a cached one."
        #expect(doubtful.lines.last == "By time.test your clock is right: \(culprit)")
    }

    private static let fine: Lead? = lead(-2, 2)
    private static let skewed: Lead? = lead(200, 210)
    private static let late: Lead? = lead(200, 210).read(from: .date)
    private static let wide: Lead? = lead(-60, 60)

    /// Beyond the limit wins over what could not be told, and that over what is fine.
    @Test(arguments: [
        (fine, fine, Verdict.fine), (fine, skewed, .skewed), (skewed, fine, .skewed), (wide, skewed, .skewed),
        (wide, fine, .unknown), (nil, fine, .unknown), (fine, nil, .unknown), (nil, skewed, .skewed),
        (nil, nil, .unknown), (fine, late, .skewedOrCached), (skewed, late, .skewed), (nil, late, .skewedOrCached),
        (wide, late, .skewedOrCached),
    ])
    func weighsTwoMeasurements(ntp: Lead?, against: Lead?, verdict: Verdict) {
        let silence = Result<Lead, ExchangeFailure>.failure(ExchangeFailure("no answer"))
        let diagnosis = diagnose(
            ntp: ntp.map { .success($0) } ?? silence,
            against: against.map { .success($0) } ?? silence
        )
        #expect(diagnosis.verdict == verdict)
    }

    private func kernel(_ isSynchronised: Bool, _ milliseconds: Int) -> Result<KernelClock, ExchangeFailure> {
        .success(
            KernelClock(
                isSynchronised: isSynchronised,
                estimatedError: .zero,
                maximumError: .milliseconds(milliseconds)
            )
        )
    }

    @Test(arguments: [
        (true, 50, Verdict.fine, "fine: your clock is kept right, says the kernel: 50 ms at worst"),
        (true, 51, .unknown, "could not tell: your clock is kept right, says the kernel, but to 51 ms at worst"),
        (false, 0, .unknown, "could not tell: the kernel knows of nothing that keeps your clock right"),
        (false, 16_000, .unknown, "could not tell: the kernel knows of nothing that keeps your clock right"),
    ])
    func goesByTheKernelAlone(isSynchronised: Bool, bound: Int, verdict: Verdict, beginning: String) {
        let diagnosis = diagnose(kernel: kernel(isSynchronised, bound))
        #expect(diagnosis.verdict == verdict)
        #expect(diagnosis.explanation.hasPrefix(beginning))
    }

    @Test func aKernelThatDoesNotSay() {
        let diagnosis = diagnose()
        #expect(diagnosis.verdict == .unknown)
        #expect(diagnosis.explanation.hasPrefix("could not tell: the kernel does not say (not permitted); --ntp HOST"))
    }

    @Test(arguments: [
        (Surroundings(service: .chrony), "chronyc makestep"),
        (Surroundings(service: .timesyncd, hasServiceSynchronised: false), "restart systemd-timesyncd"),
        (Surroundings(service: .ntpd), "ntpq -p"), (Surroundings(hasSystemd: true), "timedatectl set-ntp true"),
        (Surroundings(), "install chrony"), (Surroundings(service: .chrony, isContainer: true), "clock of its host"),
    ])
    func advises(surroundings: Surroundings, text: String) throws {
        let diagnosis = diagnose(kernel: kernel(false, 16_000), surroundings: surroundings)
        #expect(try #require(diagnosis.lines.last).contains(text))
    }
}
