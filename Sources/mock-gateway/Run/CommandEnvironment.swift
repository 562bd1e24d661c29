internal import Gateway
internal import Launch

/// What the command of `run` finds in its environment.
struct CommandEnvironment: Sendable {
    private(set) var variables: [String: String]

    init(_ inherited: [String: String], _ report: SupervisorReport) {
        variables = inherited
        variables[ServeOption.urlVariable] = report.url
        if let token = report.adminToken { variables[ServeOption.adminTokenFile.variable] = token }
    }

    /// Has the command's programs send their https requests to the gateway, and trust the certificates that it shows
    /// them.
    ///
    /// A variable that names a file makes most programs trust nothing else, so our CA is put behind those that they
    /// trusted before.
    mutating func trust(_ report: SupervisorReport, in folder: TrustFolder) throws(StartError) {
        guard let authority = report.authorityPEM else {
            throw StartError(
                .usage,
                "--trust: the gateway has no CA to be trusted; allowed: without --tls off, --tls-cert and --tls-key"
            )
        }
        let certificate = try folder.write(Array(authority.utf8), to: "ca.pem")
        let system = variables["SSL_CERT_FILE"].flatMap(SystemTrust.read) ?? SystemTrust.read()
        let bundle = try folder.write(SystemTrust.joined(system ?? [], authority), to: "bundle.pem")
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"] {
            let own = variables[name].flatMap { name == "SSL_CERT_FILE" ? nil : SystemTrust.read($0) }
            variables[name] = bundle
            if let own { variables[name] = try folder.write(SystemTrust.joined(own, authority), to: name + ".pem") }
        }
        if let own = variables["NODE_EXTRA_CA_CERTS"].flatMap(SystemTrust.read) {
            variables["NODE_EXTRA_CA_CERTS"] =
                try folder.write(SystemTrust.joined(own, authority), to: "NODE_EXTRA_CA_CERTS.pem")
        } else {
            variables["NODE_EXTRA_CA_CERTS"] = certificate
        }
        let store = try folder.writeTrustStore(SystemTrust.joined(system ?? [], authority))
        let options = [
            "-Djavax.net.ssl.trustStore=\(store)", "-Djavax.net.ssl.trustStoreType=PKCS12",
            "-Djavax.net.ssl.trustStorePassword=\(TrustFolder.password)",
        ]
        variables["JAVA_TOOL_OPTIONS"] = Self.joined(
            variables["JAVA_TOOL_OPTIONS"].map { [$0] } ?? [],
            options.map(Self.quoted),
            separator: " "
        )
        for name in ["HTTPS_PROXY", "https_proxy"] { variables[name] = report.url }
        // Some programs read one spelling, some the other; both have to agree.
        let direct = variables["no_proxy"] ?? variables["NO_PROXY"] ?? ""
        let exempt = Self.joined(direct.isEmpty ? [] : [direct], ["localhost", "127.0.0.1", "::1"], separator: ",")
        for name in ["NO_PROXY", "no_proxy"] { variables[name] = exempt }
    }

    private static func joined(_ left: [String], _ right: [String], separator: String) -> String {
        (left + right).filter { !$0.isEmpty }.joined(separator: separator)
    }

    /// The Java virtual machine splits the options at blanks outside of quotation marks.
    private static func quoted(_ option: String) -> String {
        option.contains(where: \.isWhitespace) ? "\"\(option)\"" : option
    }
}
