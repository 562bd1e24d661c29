/// An SVG document, element by element, on white so that it can be read on any page.
struct SVGDrawing: Sendable {
    typealias Point = (x: Int, y: Int)
    typealias Extent = (width: Int, height: Int)

    struct TextStyle: Sendable {
        enum Anchor: String, Sendable { case start, middle, end }

        var size: Int
        var anchor = Anchor.start
        var isBold = false
        /// Whether it is turned, to be read from bottom to top.
        var isUpright = false
        var color = Color.ink
    }

    private let extent: Extent
    private var elements: [String] = []

    init(width: Int, height: Int) {
        extent = (width, height)
        rectangle(at: (0, 0), size: extent, fill: Color.paper)
    }

    /// Describes the picture for readers who cannot see it.
    mutating func describe(title: String, _ description: String) {
        elements.insert("<title>\(Self.escaped(title))</title>", at: 0)
        elements.insert("<desc>\(Self.escaped(description))</desc>", at: 1)
    }

    mutating func rectangle(at point: Point, size: Extent, fill: String) {
        elements.append(#"<rect \#(Self.place(point, size)) fill="\#(fill)" stroke="\#(Color.paper)"/>"#)
    }

    mutating func frame(at point: Point, size: Extent, identifier: String) {
        let attributes = "\(Self.place(point, size)) rx=\"3\" fill=\"none\" stroke=\"\(Color.ink)\" stroke-width=\"2\""
        elements.append(#"<rect id="\#(Self.escaped(identifier))" \#(attributes)/>"#)
    }

    mutating func text(_ text: String, at point: Point, _ style: TextStyle) {
        var attributes = #"x="\#(point.x)" y="\#(point.y)" font-size="\#(style.size)" fill="\#(style.color)""#
        if style.anchor != .start { attributes += #" text-anchor="\#(style.anchor.rawValue)""# }
        if style.isBold { attributes += #" font-weight="bold""# }
        if style.isUpright { attributes += #" transform="rotate(-90 \#(point.x) \#(point.y))""# }
        elements.append("<text \(attributes)>\(Self.escaped(text))</text>")
    }

    var text: String {
        let size =
            #"width="\#(extent.width)" height="\#(extent.height)" viewBox="0 0 \#(extent.width) \#(extent.height)""#
        let fonts = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"
        return
            ([#"<svg xmlns="http://www.w3.org/2000/svg" \#(size) role="img" font-family="\#(fonts)">"#]
            + elements.map { "  " + $0 } + ["</svg>", ""]).joined(separator: "\n")
    }

    private static func place(_ point: Point, _ size: Extent) -> String {
        #"x="\#(point.x)" y="\#(point.y)" width="\#(size.width)" height="\#(size.height)""#
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
