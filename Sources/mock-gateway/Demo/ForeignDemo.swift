internal import Durations
internal import JSON
internal import Laboratory
internal import Launch
internal import Probe
internal import TerminalText

/// The demonstration at a foreign server: what it forgives, and how often it accepts a fresh token therefore.
struct ForeignDemo {
    private let url: String
    private let options: ServerOptions

    init(url: String, options: ServerOptions) {
        self.url = url
        self.options = options
    }

    func run() throws -> ForeignDemoOutcome {
        var examination = try ProbeOptions(url, named: "--against", options).examination()
        let obstacle = examination.obstacle { (all) throws(Obstacle) in try all.run() }
        let report = ProbeReport(url: url, examination.findings, obstacle: obstacle)
        guard report.isTold else { return ForeignDemoOutcome(report: report, sweep: nil) }
        var calls: [ForeignSweep.Call] = []
        let ages = ForeignSweep.ages.map { Duration.milliseconds($0) }
        let late = examination.obstacle { (all) throws(Obstacle) in
            calls = try all.use(ages: ages, by: report.best).map { call in
                let age = call.age.millisecondsRoundedDown
                return ForeignSweep.Call(age: age, isAccepted: call.isAccepted, expected: call.expected)
            }
        }
        let sweep = late == nil ? ForeignSweep(calls) : nil
        let contradiction = "tokens are not accepted as often as the rule says that it was found to have"
        return ForeignDemoOutcome(
            report: ProbeReport(
                url: url,
                examination.findings,
                obstacle: late ?? (sweep?.isAsExpected == false ? .changes(contradiction) : nil)
            ),
            sweep: sweep
        )
    }
}

struct ForeignDemoOutcome {
    let report: ProbeReport
    /// The sweep; nil if something kept it from being made.
    let sweep: ForeignSweep?

    var isTold: Bool { report.isTold && sweep?.isAsExpected == true }

    func lines(_ style: TextStyle) -> [String] {
        let text = report.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let lines = text.map(LineFormatter.escaped)
        guard let sweep else { return lines.dropLast() }
        return lines + ForeignSweepText(sweep, style).lines
    }

    /// What `probe` says of the server, and the squares of the sweep.
    var json: JSONValue {
        guard case .object(var object) = report.json else { return report.json }
        object["cells"] = sweep?.json ?? .null
        object["asPredicted"] = .bool(isTold)
        return .object(object)
    }
}
