import JSON
import Laboratory
import TerminalText
import Testing

struct ForeignSweepTests {
    /// As a server makes them that accepts from an age on, in milliseconds.
    private static func sweep(from edge: Int, foretoldFrom foretold: Int? = nil, doubtful: Set<Int> = [])
        -> ForeignSweep
    {
        ForeignSweep(
            ForeignSweep.ages.map { age in
                ForeignSweep.Call(
                    age: age,
                    isAccepted: age >= edge,
                    expected: doubtful.contains(age) ? nil : age >= foretold ?? edge
                )
            }
        )
    }

    /// So few that a server is asked no more than that.
    @Test func asksOnceForEachAge() {
        #expect(ForeignSweep.ages.count == 46 && Set(ForeignSweep.ages).count == 46)
        #expect(ForeignSweep.ages.first == -1175 && ForeignSweep.ages.last == 1075)
        // Far from every tolerance that the arithmetic knows.
        #expect(ForeignSweep.ages.allSatisfy { abs($0) % 50 == 25 })
    }

    /// An exact clock that forgives L accepts from the age -L on: that is the arithmetic of each row.
    @Test(arguments: [0, 50, 100, 200, 500, 1000])
    func agreesWithTheArithmetic(tolerance: Int) throws {
        let sweep = Self.sweep(from: -tolerance)
        #expect(sweep.isAsExpected)
        let plan = SweepPlan.standard
        for cell in plan.cells where cell.tolerance == tolerance {
            let square = try #require(sweep.square(skew: cell.skew, delay: cell.delay))
            let refused = min(max(cell.skew - cell.delay - tolerance, 0), 1000)
            #expect((square.calls - square.accepted) * 1000 == refused * square.calls, "\(cell)")
        }
    }

    /// A clock of whole seconds forgives nothing of half a second.
    @Test func showsTheServerBelowTheArithmetic() {
        let lines = ForeignSweepText(Self.sweep(from: 0), .plain).lines
        #expect(lines.contains("    0 ms      100       95       90       80       70       50        0        0"))
        #expect(lines.contains("  server  100=100    95=95    90=90    80=80    70=70    50=50      0=0      0=0"))
        #expect(lines.allSatisfy { $0.count <= 80 } && lines.suffix(2)[lines.count - 2].hasPrefix("All 24 squares"))
    }

    @Test func tellsASurprise() {
        let sweep = Self.sweep(from: -200, foretoldFrom: 0)
        #expect(!sweep.isAsExpected)
        let lines = ForeignSweepText(sweep, .plain).lines
        #expect(lines.contains { $0.contains(" 80!=100 ") })
        #expect(lines.last?.contains("squares of 24 are not as its rule says.") == true)
        let picture = HeatMap(sweep).text
        #expect(picture.contains(">100!<") && picture.contains("NOT as its rule says"))
    }

    /// A call too near an edge may turn out either way.
    @Test(arguments: [-25, 25])
    func aDoubtfulCallIsNoSurprise(edge: Int) {
        #expect(Self.sweep(from: edge, foretoldFrom: 0, doubtful: [-25, 25]).isAsExpected)
        #expect(!Self.sweep(from: edge * 5, foretoldFrom: 0, doubtful: [-25, 25]).isAsExpected)
    }

    @Test func aMissingCallIsNoSquare() {
        let sweep = ForeignSweep([])
        #expect(sweep.square(skew: 0, delay: 0) == nil && !sweep.isAsExpected)
        #expect(sweep.json == .array([]))
    }

    @Test func drawsARowForTheServer() {
        let picture = HeatMap(Self.sweep(from: -500)).text
        #expect(picture.split(separator: "<rect x=").count - 1 == 1 + 3 * 7 * 8 + 11)
        #expect(
            picture.contains(">server<") && picture.contains("The last row: measured at the server, as its rule says.")
        )
    }
}
