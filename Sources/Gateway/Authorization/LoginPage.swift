internal import HTTPMessages

/// What `GET /oauth/authorize` shows if a person is to sign in by hand: a form, without script.
enum LoginPage {
    static let decision = "decision"
    static let approval = "approve"

    static let fields = FieldBlock([
        ("Content-Type", "text/html; charset=utf-8"),
        // There is no form-action, because browsers apply it to the redirect that follows too.
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ])

    static func append(_ request: AuthorizationRequest, to output: inout [UInt8]) {
        let hidden = request.parameters.map { parameter in
            #"<input type="hidden" name="\#(parameter.name)" value="\#(escaped(parameter.value))">"#
        }
        let hint = request.loginHint.map { " value=\"\(escaped($0))\"" } ?? ""
        let page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Sign in - mock-gateway</title>
            <style>
            body { font: 16px/1.5 sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem; color: #222; }
            label { display: block; margin-top: 1rem; }
            input { width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; }
            button { margin: 1.5rem .5rem 0 0; padding: .5rem 1rem; font: inherit; }
            small { color: #666; overflow-wrap: anywhere; }
            </style>
            </head>
            <body>
            <main>
            <h1>Sign in</h1>
            <p><strong>\(escaped(request.client))</strong> wants to act for you.<br>
            <small>Back to \(escaped(request.redirectURI))</small></p>
            <form method="post">
            \(hidden.joined(separator: "\n"))
            <label>User name <input name="username" autocomplete="username"\(hint) autofocus></label>
            <label>Password <input name="password" type="password" autocomplete="current-password"></label>
            <button name="\(decision)" value="\(approval)">Sign in</button>
            <button name="\(decision)" value="deny">Deny</button>
            </form>
            <p><small>A mock: any name and password will do. This is no Genesys product.</small></p>
            </main>
            </body>
            </html>

            """
        output.append(contentsOf: page.utf8)
    }

    private static func escaped(_ text: String) -> String {
        var output = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(character)
            }
        }
        return output
    }
}
