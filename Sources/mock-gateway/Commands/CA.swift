internal import ArgumentParser
internal import Gateway
internal import OpenSSL

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// `mock-gateway ca`: where the local CA lies, and how each client is made to trust it.
struct CA: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Show the local CA and how clients are made to trust it.",
        discussion: """
            The CA is made at first use. It can sign for loopback, the Genesys Cloud regions' domains and the names given \
            by --tls-name, and for nothing else; its key never leaves the folder.
            """
    )

    @Option(help: ArgumentHelp("Folder of the CA. (default: in the XDG data folder)", valueName: "folder"))
    var caDir: String?
    @Option(help: ArgumentHelp("Other names that a new CA may sign for, separated by commas.", valueName: "names"))
    var tlsName: String?
    @Flag(help: "Print the certificate and nothing else.")
    var pem = false
    @Flag(help: "Make a new CA, which clients have to be told to trust anew.")
    var rotate = false

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            caDir ?? environment["MOCK_GATEWAY_CA_DIR"].flatMap { $0.isEmpty ? nil : $0 }
            ?? AuthorityStore.defaultFolder(environment)
        let store = AuthorityStore(folder: folder)
        var names: [String] = []
        if let tlsName {
            names = try TLSPlan.names(tlsName) { problem, allowed in
                StartError(.usage, SettingError(tlsName, problem, allowed: allowed).message(for: "--tls-name"))
            }
        }
        let authority = rotate ? try store.make(names: names, replacing: true) : try store.loadOrMake(names: names)
        for name in names where try !authority.permits(name, now: AuthorityStore.now) {
            throw StartError(
                .usage,
                "--tls-name: \(name) is none that this CA may sign for; allowed: a new one by --rotate --tls-name \(name)"
            )
        }
        let certificate = String(decoding: try authority.certificate.pem(), as: UTF8.self)
        StandardStreams.writeOutput(pem ? certificate : TrustGuide.text(path: store.certificatePath, authority))
    }
}
