import HTTPMessages
import TestSupport
import Testing

@testable import Gateway

/// The page at `/__admin/` and its files.
@Suite struct ConsoleTests {
    private static let types = ["html": "text/html", "css": "text/css", "js": "text/javascript"]

    @Test func servesEveryFile() throws {
        let gateway = try TestGateway()
        #expect(ConsoleFile.paths.count >= 5 && ConsoleFile.paths.contains("/"))
        for path in ConsoleFile.paths.map({ "/__admin\($0)" }) {
            let answer = try gateway.send("GET", path)
            let type = Self.types[path == "/__admin/" ? "html" : String(path.split(separator: ".").last ?? "")] ?? "?"
            #expect(answer.status == 200 && answer["Content-Type"] == "\(type); charset=utf-8")
            #expect(answer["X-Content-Type-Options"] == "nosniff" && answer["Content-Encoding"] == nil)
            #expect(answer.body.count > 100)
        }
        #expect(try gateway.send("GET", "/__admin/console/nothing.js").status == 404)
        #expect(try gateway.send("GET", "/__admin/?status=401").body.hasPrefix("<!doctype html>"))
        let lead = try gateway.send("GET", "/__admin")
        #expect(lead.status == 302 && lead["Location"] == "/__admin/")
        #expect(try gateway.send("POST", "/__admin/").status == 405)
    }

    /// Small enough to be read, and to come at once.
    @Test func isSmall() throws {
        var source = 0
        var wire = 0
        for file in ConsoleFile.builtIn {
            source += file.text.utf8.count
            wire +=
                ConsoleFile.find(
                    Array((file.name == "console.html" ? "/__admin/" : "/__admin/console/\(file.name)").utf8).span
                )?.gzip?.count ?? 0
        }
        #expect(source < 110_000)
        #expect(wire > 0 && wire < 35_840)
    }

    @Test func runsNothingButItsOwnFiles() throws {
        let answer = try TestGateway().send("GET", "/__admin/")
        let policy = try #require(answer["Content-Security-Policy"])
        #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"))
        #expect(policy.contains("style-src 'self';") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(!answer.body.contains("style=") && !answer.body.contains(" onclick"))
        #expect(!answer.body.contains("http://") && !answer.body.contains("https://"))
        // Values of others are put in as text.
        for file in ConsoleFile.builtIn {
            for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                #expect(!file.text.contains(way), "\(file.name) \(way)")
            }
        }
    }

    /// Although a token is asked for, these files are open, as they hold no data; nothing else is, and hosts are
    /// checked.
    @Test func isOpenWhereATokenIsAskedFor() throws {
        let gateway = try TestGateway { $0.controlAccess = .token("sesame") }
        for path in ConsoleFile.paths.map({ "/__admin\($0)" }) {
            #expect(try gateway.send("GET", path, host: "elsewhere.example").status == 200)
        }
        #expect(try gateway.send("GET", "/__admin/settings").status == 401)
        #expect(try gateway.send("GET", "/__admin/", fields: [("Sec-Fetch-Site", "cross-site")]).status == 403)
        #expect(try TestGateway().send("GET", "/__admin/", host: "evil.example").status == 403)
    }

    @Test(arguments: [
        ("gzip", true), ("deflate, GZIP;q=0.5, br", true), ("*", true), ("gzip;q=0.001", true), ("x-gzip", true),
        ("gzip;q=0", false), ("gzip; q=0.000", false), ("identity", false), ("", false), ("*, gzip;q=0", false),
        ("gzipx", false), ("*;q=0", false),
    ])
    func compressesForWhoeverTakesIt(encodings: String, isGood: Bool) throws {
        let answer = try TestGateway().send(
            "GET",
            "/__admin/console/arithmetic.js",
            fields: [("Accept-Encoding", encodings)]
        )
        #expect((answer["Content-Encoding"] == "gzip") == isGood && answer["Vary"] == "Accept-Encoding")
    }
}
