/// Colours of pictures, as SVG writes them.
enum Color {
    static let ink = "#1c2328"
    static let muted = "#4d5860"
    static let paper = "#ffffff"

    /// From dark (all refused) to light (nearly all accepted): this can be seen without telling red from green.
    private static let stops: [(red: Double, green: Double, blue: Double)] = [
        (165, 21, 38), (240, 148, 84), (254, 241, 218),
    ]
    /// All accepted: it stands apart, since that is another thing than seldom refused.
    private static let allAccepted = "#e4eef4"

    /// - Parameter share: the part that was accepted, 0 to 1.
    static func heat(_ share: Double) -> String {
        guard share < 1 else { return allAccepted }
        let place = min(max(share, 0), 1) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let (low, high, rest) = (stops[index], stops[index + 1], place - Double(index))
        func mix(_ from: Double, _ to: Double) -> String {
            let value = Int((from + (to - from) * rest).rounded())
            return String(value / 16, radix: 16) + String(value % 16, radix: 16)
        }
        return "#" + mix(low.red, high.red) + mix(low.green, high.green) + mix(low.blue, high.blue)
    }

    /// A colour for text that can be read on it.
    static func text(on share: Double) -> String { share < 0.36 ? paper : ink }
}
