internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Launch
internal import OpenSSL
internal import Policy

/// `mock-gateway ca`: where the local CA is, and how to make each client trust it.
struct CA: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Show the local CA and how clients are made to trust it.",
        usage: "mock-gateway ca [<options>]",
        discussion: """
            The CA is made at first use. It can sign for loopback, the Genesys Cloud regions' domains and the names given \
            by --tls-name, and for nothing else; its key never leaves the folder.
            """
    )

    @Option(
        help: ArgumentHelp("Folder of the CA. (default: in the XDG data folder)", valueName: "folder"),
        completion: .directory
    )
    var caDir: String?
    @Option(help: ArgumentHelp("Other names that a new CA may sign for, separated by commas.", valueName: "names"))
    var tlsName: String?
    @Flag(help: "Print the certificate and nothing else.")
    var pem = false
    @Flag(help: "Make a new CA, which clients have to be told to trust again.")
    var rotate = false

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        func given(_ flag: String?, _ variable: String) -> String? {
            flag ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        }
        let givenFolder = given(caDir, ServeOption.caDir.variable)
        guard let folder = givenFolder ?? AuthorityStore.defaultFolder(environment) else {
            throw StartError(.usage, "--ca-dir: is missing, and there is no home folder; allowed: a folder for the CA")
        }
        let store = AuthorityStore(folder: folder)
        let label = tlsName == nil ? ServeOption.tlsName.variable : ServeOption.tlsName.flag
        var names: [String] = []
        if let list = given(tlsName, ServeOption.tlsName.variable) {
            names = try TLSPlan.names(list) { problem, allowed in
                StartError(.usage, SettingError(list, problem, allowed: allowed).message(for: label))
            }
        }
        let authority = rotate ? try store.rotate(names: names) : try store.loadOrMake(names: names)
        try TLSAuthority.check(names, by: authority, in: store, label: label, isFolderGiven: givenFolder != nil)
        let certificate = String(decoding: try authority.certificate.pem(), as: UTF8.self)
        let warnings = try TLSAuthority.warnings(of: authority, in: store, isFolderGiven: givenFolder != nil)
        for warning in warnings { StandardStreams.writeError(LineFormatter.escaped("mock-gateway: \(warning)") + "\n") }
        try StandardStreams.writeOutput(
            pem ? certificate : TrustGuide.text(path: store.resolvedCertificatePath, authority)
        )
    }
}
