internal import Gateway
internal import JWT
package import OpenSSL
internal import Policy

/// How to make each client trust the local CA.
package enum TrustGuide {
    package static func text(path: String, _ authority: CertificateAuthority) -> String {
        let end = RFC3339.text(NumericDate(seconds: authority.certificate.expiration))
        return """
            CA certificate: \(path)
            good until:     \(end)
            SHA-256:
              \(lines(ofFingerprint: authority.certificate.fingerprint))

            Python SDK
              PureCloudPlatformClientV2.configuration.ssl_ca_cert = \\
                "\(path)"
            Python SDK, Go, gc, Terraform
              export SSL_CERT_FILE="\(path)"
            requests
              export REQUESTS_CA_BUNDLE="\(path)"
            node
              export NODE_EXTRA_CA_CERTS="\(path)"
            curl
              export CURL_CA_BUNDLE="\(path)"
              or: curl --cacert "\(path)" …
            Java
              keytool -importcert -noprompt -alias mock-gateway \\
                -file "\(path)" \\
                -keystore mock-gateway.jks -storepass changeit
              java -Djavax.net.ssl.trustStore=mock-gateway.jks \\
                -Djavax.net.ssl.trustStorePassword=changeit …
            .NET (Linux)
              sudo cp "\(path)" \\
                /usr/local/share/ca-certificates/mock-gateway.crt
              sudo update-ca-certificates
            Chromium (certutil is in libnss3-tools)
              mkdir -p "$HOME/.pki/nssdb"
              certutil -d "sql:$HOME/.pki/nssdb" -A -t C,, -n mock-gateway \\
                -i "\(path)"
              chromium --proxy-server=http://127.0.0.1:8080
            Firefox
              Settings, Privacy & Security, View Certificates, Authorities,
              Import: the file above, to identify websites

            A variable that names one file makes its program trust nothing else: set it
            for the program under test only.

            """
    }

    /// The fingerprint in two lines of sixteen bytes, for a terminal of 80 columns.
    private static func lines(ofFingerprint text: String) -> String {
        let bytes = text.split(separator: ":")
        return bytes.prefix(16).joined(separator: ":") + ":\n  " + bytes.dropFirst(16).joined(separator: ":")
    }
}
