internal import HTTPMessages
internal import JWT

/// A file of the console: the page at `/__admin/`, and what belongs to it below `/__admin/console/`.
///
/// They hold no data: all of that comes by calls of the control interface.
struct ConsoleFile: Sendable {
    let contentType: FieldBlock
    let text: String
    /// What `gzip` has made of it; nil where the build had none.
    let gzip: [UInt8]?

    static let pagePath = "/__admin/"

    /// By path; put together when somebody first asks for one.
    private static let all: [String: ConsoleFile] = {
        var files: [String: ConsoleFile] = [:]
        for (name, text, gzip) in builtIn {
            files["/__admin" + path(name)] = ConsoleFile(
                contentType: contentType(name),
                text: text,
                gzip: gzip.flatMap { Base64URL.decode(Array($0.utf8).span) }
            )
        }
        return files
    }()

    static func find(_ path: Span<UInt8>) -> ConsoleFile? { all[path.text] }

    /// Below `/__admin`.
    static var paths: [String] { builtIn.map { path($0.name) } }

    private static func path(_ name: String) -> String { name == "console.html" ? "/" : "/console/\(name)" }

    private static func contentType(_ name: String) -> FieldBlock {
        if name.hasSuffix(".html") { return FieldBlock([("Content-Type", "text/html; charset=utf-8")], and: policy) }
        if name.hasSuffix(".css") { return FieldBlock([("Content-Type", "text/css; charset=utf-8")], and: sniffing) }
        return FieldBlock([("Content-Type", "text/javascript; charset=utf-8")], and: sniffing)
    }

    /// A browser takes a file for what it says it is, and tells nobody where it was.
    private static let sniffing = FieldBlock([
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ])

    /// Nothing but these files is loaded, asked or run, and no page may frame this one (CSP 3).
    private static let policy = FieldBlock(
        [
            (
                "Content-Security-Policy",
                """
                default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
                base-uri 'none'; form-action 'none'; frame-ancestors 'none'
                """
            ), ("Cross-Origin-Opener-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
        ],
        and: sniffing
    )

    func write(to response: inout Response, gzipIsGood: Bool) {
        response.fields.append(contentType)
        response.fields.append("Vary", "Accept-Encoding")
        if gzipIsGood, let gzip {
            response.fields.append("Content-Encoding", "gzip")
            response.body += gzip
        } else {
            response.body += text.utf8
        }
    }
}
