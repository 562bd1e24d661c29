import Laboratory
import Testing

struct HeatMapTests {
    private static let picture = HeatMap(.predicted()).text

    private func count(_ part: String, in text: String = picture) -> Int { text.split(separator: part).count - 1 }

    /// The paper, the squares, and the legend's eleven; each panel's marked column and the legend's are framed.
    @Test func hasASquareForEachExperiment() {
        #expect(count("<rect x=") == 1 + 3 * 6 * 8 + 11)
        #expect(count("<rect id=") == 4)
        for delay in [0, 50, 100] { #expect(count(#"<rect id="skew-200-delay-\#(delay)""#) == 1) }
    }

    @Test(arguments: [
        "<title>", "<desc>", ">How often a fresh token is accepted<", ">used after 50 ms<", ">forgiven, in ms<",
        ">issuer's clock ahead by, in ms<", ">accepted: 0 %<", ">200 ms ahead, as in the forum thread<",
        "Every square is as predicted",
    ])
    func isLabelled(part: String) { #expect(Self.picture.contains(part)) }

    /// A picture in a page must fetch and run nothing.
    @Test(arguments: ["href", "url(", "<script", "<style", "<image", "@import", "<!"])
    func standsAlone(part: String) { #expect(!Self.picture.contains(part)) }

    @Test func marksSurprises() {
        let picture = HeatMap(.predicted(but: [Sweep.surprise])).text
        #expect(count(">86!<", in: picture) == 1)
        #expect(picture.contains("1 squares are NOT as predicted") && !picture.contains("Every square"))
    }
}
