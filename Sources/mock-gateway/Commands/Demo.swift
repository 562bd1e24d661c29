internal import ArgumentParser
internal import FoundationEssentials
internal import JSON
internal import Laboratory
internal import Launch

/// `mock-gateway demo`: the 401 after a refresh, its cure, and how often it happens, for seeing instead of reading.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See the 401 after a refresh, and how often it happens: exit 0 if all is as predicted.",
        usage: "mock-gateway demo [<options>]",
        discussion: """
            It starts a gateway on a free loopback port inside its own process, tells the story by real requests, and \
            then measures skew by tolerance by delay. It moves the gateway's clock and never waits for it.

            With --against it asks a server of yours instead, as probe does and by its options: first what it forgives, \
            then 46 calls more, from which it draws how often that server accepts a fresh token, beside the arithmetic. It \
            sends to that URL and nowhere else, one request at a time.

            NO_COLOR switches colour off.

            Exit status:
              0   all is as predicted
              1   something is not
              2   with --against: it could not tell, and says why
              64  an option is wrong
              71  the system is short of something, or the gateway inside cannot go on
              73  the picture cannot be written
              74  standard output cannot be written

            Example:
              mock-gateway demo --against http://localhost:9000/api --key-file key
            """
    )

    @Flag(help: "Print one JSON object instead.")
    var json = false
    @Option(
        help: ArgumentHelp("Also draw what was measured, as an SVG picture.", valueName: "file"),
        completion: .file()
    )
    var svg: String?
    @Option(
        help: ArgumentHelp(
            "How many tokens are made in each experiment, evenly through one second: 20, 40, 100, 200, 500 or 1000. (default: 1000)",
            valueName: "number"
        )
    )
    var phases: String?
    @Option(help: ArgumentHelp("http or https address of a server of yours that wants a token.", valueName: "url"))
    var against: String?
    @OptionGroup(title: "With --against") var server: ServerOptions

    func run() throws {
        if let against {
            guard phases == nil else {
                throw StartError(.usage, "--phases: excludes --against, which makes one call for each age of a token")
            }
            return try show(ForeignDemo(url: against, options: server))
        }
        if let option = server.given {
            throw StartError(.usage, "\(option): is for a server; allowed: with --against URL")
        }
        let grid = try grid()
        guard let svg else { return try show(grid) { _ in } }
        let picture = try PictureFile(path: svg)
        try show(grid) { sweep in try picture.write(HeatMap(sweep).text) }
    }

    private func grid() throws(StartError) -> PhaseGrid {
        guard let phases else { return .standard }
        guard let count = Int(phases), let grid = PhaseGrid(count: count) else {
            let allowed = PhaseGrid.allowedCounts.map(String.init).joined(separator: ", ")
            throw StartError(.usage, "--phases: \(phases) divides no second; allowed: \(allowed)")
        }
        return grid
    }

    /// - Parameter draw: gets the measurements before they are judged.
    private func show(_ grid: PhaseGrid, _ draw: (Sweep) throws -> Void) throws {
        let style = Terminal.style(ProcessInfo.processInfo.environment)
        let clock = ContinuousClock()
        let begin = clock.now
        let gateway = try DemoGateway()
        let session = try gateway.session()
        var run = StoryRun(session)
        let story = try run.outcomes()
        if !json { try print(StoryText(story, style).lines(url: gateway.url) + [""]) }
        let sweep = try measure(session, grid)
        gateway.stop()
        let report = DemoReport(url: gateway.url, story: story, sweep: sweep, time: begin.duration(to: clock.now))
        try draw(sweep)
        try print(json ? [report.json.text] : SweepText(sweep, style).lines(seconds: report.seconds))
        guard report.isAsPredicted else { throw ExitCode(1) }
    }

    private func show(_ demo: ForeignDemo) throws {
        // The file is tried before the work that its picture shows.
        if let svg {
            let picture = try PictureFile(path: svg)
            try show(demo) { sweep in try picture.write(HeatMap(sweep).text) }
        } else {
            try show(demo) { _ in }
        }
    }

    private func show(_ demo: ForeignDemo, _ draw: (ForeignSweep) throws -> Void) throws {
        let outcome = try demo.run()
        if let sweep = outcome.sweep { try draw(sweep) }
        let style = Terminal.style(ProcessInfo.processInfo.environment)
        try print(json ? [outcome.json.text] : outcome.lines(style))
        guard outcome.isTold else { throw ExitCode(2) }
    }

    private func measure(_ session: DemoSession, _ grid: PhaseGrid) throws(StartError) -> Sweep {
        let plan = SweepPlan.standard
        let bar = Terminal.isErrorWatched ? ProgressBar(total: plan.cells.count) : nil
        defer { if let bar { StandardStreams.writeError(bar.erasure) } }
        return try SweepRun(session: session, plan: plan, grid: grid).sweep { done in
            if let bar { StandardStreams.writeError(bar.text(done)) }
        }
    }

    private func print(_ lines: [String]) throws(StartError) {
        try StandardStreams.writeOutput(lines.joined(separator: "\n") + "\n")
    }
}
