internal import HTTPMessages
internal import JWT

/// A file of the console: the page at `/__admin/`, and what belongs to it below `/__admin/console/`.
///
/// The files hold no data: the page gets all of it by calls of the control interface.
struct ConsoleFile: Sendable {
    let contentType: FieldBlock
    let text: String
    /// The file as `gzip` compressed it; nil if the build had no `gzip`.
    let gzip: [UInt8]?

    static let pagePath = "/__admin/"

    /// The files by path; this is put together when one is first asked for.
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

    /// The paths below `/__admin`.
    static var paths: [String] { builtIn.map { path($0.name) } }

    private static func path(_ name: String) -> String { name == "console.html" ? "/" : "/console/\(name)" }

    private static func contentType(_ name: String) -> FieldBlock {
        if name.hasSuffix(".html") { return FieldBlock([("Content-Type", "text/html; charset=utf-8")], and: policy) }
        if name.hasSuffix(".css") { return FieldBlock([("Content-Type", "text/css; charset=utf-8")], and: sniffing) }
        return FieldBlock([("Content-Type", "text/javascript; charset=utf-8")], and: sniffing)
    }

    /// A browser takes a file for the type that it is declared to be, and sends no Referer from it.
    private static let sniffing = FieldBlock([
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ])

    /// Only these files may be loaded, called or run, and no page may frame this one (CSP 3).
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
