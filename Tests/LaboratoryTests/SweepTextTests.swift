import JSON
import Laboratory
import TerminalText
import Testing

struct SweepTextTests {
    private static let off = TextStyle.plain
    private static let on = TextStyle(isTerminal: true, environment: [:])

    @Test func drawsATableForEachDelay() {
        let sweep = Sweep.predicted(Sweep.small, but: [Sweep.surprise])
        #expect(
            SweepTable(sweep, Self.off).lines.joined(separator: "\n") == """
                used at once
                forgiven     the issuer's clock ahead by
                             0 ms   200 ms  1200 ms
                    0 ms  100=100    80=80      0=0
                  200 ms  100=100  100=100      0=0

                used after 50 ms
                forgiven     the issuer's clock ahead by
                             0 ms   200 ms  1200 ms
                    0 ms  100=100   85!=86      0=0
                  200 ms  100=100  100=100      5=5

                """
        )
    }

    /// Green if all are accepted, red if none is, and white on red if the result was not predicted.
    @Test func coloursWhatItDraws() {
        let sweep = Sweep.predicted(Sweep.small, but: [Sweep.surprise])
        #expect(
            SweepTable(sweep, Self.on).lines.joined(separator: "\n").replacing("\u{1B}[", with: "^") == """
                ^1mused at once^0m
                ^2mforgiven     the issuer's clock ahead by^0m
                ^2m             0 ms   200 ms  1200 ms^0m
                ^2m    0 ms^0m  ^32m100=100^0m    80=80      ^31m0=0^0m
                ^2m  200 ms^0m  ^32m100=100^0m  ^32m100=100^0m      ^31m0=0^0m

                ^1mused after 50 ms^0m
                ^2mforgiven     the issuer's clock ahead by^0m
                ^2m             0 ms   200 ms  1200 ms^0m
                ^2m    0 ms^0m  ^32m100=100^0m   ^1;37;41m85!=86^0m      ^31m0=0^0m
                ^2m  200 ms^0m  ^32m100=100^0m  ^32m100=100^0m      5=5

                """
        )
    }

    @Test func saysWhatOneSees() {
        let lines = SweepText(.predicted(), Self.off).lines(seconds: "1.9")
        #expect(
            lines.suffix(8).joined(separator: "\n") == """
                Look at 200 ms. The token is used at once, nothing is forgiven: of 100 calls
                20 are refused, 1 in 5. A refused token heals by itself, after 200 ms at most:
                so nobody can reproduce it. After 50 ms on the network it is 15 of 100;
                with 200 ms forgiven it never happens.
                If the gateway's own clock has whole seconds (--validator whole-second),
                a tolerance below one second forgives none of them.

                All 144 squares are as predicted: 14400 calls, 1.9 s.
                """
        )
    }

    /// Nothing is explained that was not seen.
    @Test func complainsOfAnythingElse() {
        let cell = Cell(skew: 200, tolerance: 0, delay: 0)
        let slow = Measurement(cell, .hundred, refusals: 20, longestHeal: 210)
        let lines = SweepText(.predicted(but: [Sweep.surprise, slow]), Self.off).lines(seconds: "1.9")
        #expect(
            lines.suffix(4).joined(separator: "\n") == """

                MISMATCH: 200 ms ahead, 0 forgiven, after 0: 20 refused, not 20; healed in 210 ms, not 200
                MISMATCH: 200 ms ahead, 0 forgiven, after 50: 14 refused, not 15
                2 squares of 144 are not as predicted.
                """
        )
    }

    @Test(arguments: [off, on])
    func fitsEightyColumns(style: TextStyle) {
        let lines =
            StoryText(Story.steps.map(StoryOutcome.expected), style).lines(url: "http://127.0.0.1:65535")
            + SweepText(.predicted(), style).lines(seconds: "10.0")
            + SweepText(.predicted(on: .standard), style).lines(seconds: "10.0")
        for line in lines { #expect(plain(line).count <= 80, "\(line)") }
    }

    @Test func colourAddsNothingElse() {
        let lines = SweepText(.predicted(), Self.on).lines(seconds: "1.9").map(plain)
        #expect(lines == SweepText(.predicted(), Self.off).lines(seconds: "1.9"))
    }
}

struct StoryTests {
    private static let story = Story.steps.map(StoryOutcome.expected)

    @Test func isTold() {
        let lines = StoryText(Self.story, .plain).lines(url: "http://127.0.0.1:1")
        #expect(
            lines.prefix(5) == [
                "401 right after a refresh that succeeded",
                "Real requests to a gateway on http://127.0.0.1:1, inside this program.", "",
                "The clock stands still and is moved by hand, so that nothing here has to wait.",
                #"  POST /__admin/clock {"freeze": "now"}                                      200"#,
            ]
        )
        #expect(
            lines.dropFirst(14).prefix(7).joined(separator: "\n") == """

                The very next call, with the new token, is refused, and the gateway says why,
                which the real one never does: the token was issued in its future.
                  GET /api/v2/analytics/queues/summary                                       401
                  {"status": 401, "code": "unauthorized", "message": "Token expired or invalid"}
                  X-Mock-Gateway-Reason:
                  iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200
                """
        )
    }

    /// Refused right after a refresh, good 200 ms later, and cured by tolerance.
    @Test func goesAsTheThreadDoes() {
        let calls = Story.steps.filter { $0.request == .call }.map(\.expectedStatus)
        #expect(calls == [200, 401, 401, 200, 401, 200])
    }

    @Test(
        arguments: [
            (200, nil, Story.payload), (401, "missing", Story.payload),
            (401, "iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200", "{}"),
        ] as [(Int, String?, String)]
    )
    func noticesAnythingElse(status: Int, reason: String?, body: String) throws {
        let step = try #require(Story.steps.first { $0.refusal != nil })
        let outcome = StoryOutcome(step, status: status, reason: reason, body: body)
        #expect(!outcome.isAsExpected)
        let lines = StoryText([outcome], .plain).lines(url: "")
        #expect(lines.last?.hasPrefix("MISMATCH: expected was 401, iat_in_future") == true)
        let sweep = Sweep.predicted()
        let story = Self.story.map { $0.step == step ? outcome : $0 }
        #expect(!DemoReport(url: "", story: story, sweep: sweep, time: .zero).isAsPredicted)
        #expect(DemoReport(url: "", story: Self.story, sweep: sweep, time: .zero).isAsPredicted)
    }
}

struct DemoReportTests {
    @Test(arguments: [(1949, "1.9", "1.949"), (1950, "2.0", "1.950"), (40, "0.0", "0.040"), (60_000, "60.0", "60")])
    func saysHowLongItTook(milliseconds: Int, seconds: String, inJSON: String) {
        let sweep = Sweep(Sweep.small, on: .hundred, measurements: [])
        let report = DemoReport(url: "u", story: [], sweep: sweep, time: .milliseconds(milliseconds))
        #expect(report.seconds == seconds)
        #expect(
            report.json.text
                == #"{"gateway": "u", "story": [], "phases": 100, "cells": [], "asPredicted": false, "seconds": \#(inJSON)}"#
        )
    }

    /// A sweep that has not been made is none that went well.
    @Test func missesWhatWasNotMade() {
        let story = Story.steps.map(StoryOutcome.expected)
        let part = Sweep(
            Sweep.small,
            on: .hundred,
            measurements: Sweep.small.cells.dropLast().map { Measurement.predicted($0) }
        )
        #expect(!DemoReport(url: "", story: story, sweep: part, time: .zero).isAsPredicted)
        #expect(!DemoReport(url: "", story: story.dropLast(), sweep: .predicted(), time: .zero).isAsPredicted)
    }
}

struct ProgressBarTests {
    @Test(arguments: [(0, 0), (72, 20), (143, 39), (144, 40), (200, 40)])
    func fills(done: Int, filled: Int) {
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 40 - filled)
        #expect(ProgressBar(total: 144).text(done).hasPrefix("\r[\(bar)] "))
    }

    @Test func leavesAnEmptyLine() {
        let bar = ProgressBar(total: 144)
        #expect(bar.text(7) == "\r[#---------------------------------------]   7 of 144")
        #expect(bar.erasure == "\r" + String(repeating: " ", count: bar.text(7).count - 1) + "\r")
    }
}
