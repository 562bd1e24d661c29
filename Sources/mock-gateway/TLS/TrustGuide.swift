internal import Gateway
internal import JWT
internal import OpenSSL

/// How each client is made to trust the local CA.
enum TrustGuide {
    static func text(path: String, _ authority: CertificateAuthority) -> String {
        let end = RFC3339.text(NumericDate(seconds: authority.certificate.expiration))
        return """
            CA certificate: \(path)
            good until:     \(end)
            SHA-256:        \(authority.certificate.fingerprint)

            Python SDK:      PureCloudPlatformClientV2.configuration.ssl_ca_cert = "\(path)"
                             or: export SSL_CERT_FILE="\(path)"
            requests:        export REQUESTS_CA_BUNDLE="\(path)"
            node:            export NODE_EXTRA_CA_CERTS="\(path)"
            Go, gc, Terraform:
                             export SSL_CERT_FILE="\(path)"
            Java:            keytool -importcert -noprompt -alias mock-gateway -file "\(path)" -keystore mock-gateway.jks -storepass changeit
                             java -Djavax.net.ssl.trustStore=mock-gateway.jks -Djavax.net.ssl.trustStorePassword=changeit …
            .NET (Linux):    sudo cp "\(path)" /usr/local/share/ca-certificates/mock-gateway.crt && sudo update-ca-certificates
            curl:            curl --cacert "\(path)" … or: export CURL_CA_BUNDLE="\(path)"

            A variable that names one file makes its program trust nothing else: set it for the program under test only.

            """
    }
}
