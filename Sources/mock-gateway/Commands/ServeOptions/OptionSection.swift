internal import Gateway
internal import Launch
internal import Policy

/// The sections of the help of `serve`, in their order.
enum OptionSection: String, CaseIterable {
    case clocks, tokens, behaviour, files, network, tls, logging

    var title: String {
        switch self {
        case .tls: "TLS"
        default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
        }
    }

    /// All options by their names alone, in at most 80 columns.
    static var overview: String {
        allCases.map { section in
            let indent = String(repeating: " ", count: 13)
            var lines = ["  " + section.title + String(repeating: " ", count: 11 - section.title.count)]
            for option in ServeOption.all where option.section == section {
                let line = lines[lines.count - 1]
                if line.count + option.flag.count < 79 {
                    lines[lines.count - 1] = line + (line.count == indent.count ? "" : " ") + option.flag
                } else {
                    lines.append(indent + option.flag)
                }
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

extension ServeOption {
    /// The section of the help in which it stands.
    var section: OptionSection {
        switch self {
        case .setting(let setting):
            switch setting.group {
            case .clocks: .clocks
            case .tokens: .tokens
            case .behaviour: .behaviour
            }
        case .process(let option):
            switch option {
            case .clients, .fault, .journalSize, .openapiStrict, .openapiState: .behaviour
            case .signingKeyFile, .strictKeyFile, .fixtures, .openapi, .config, .readyFile, .adminTokenFile: .files
            case .host, .port, .loginPrefix, .apiPrefix, .maxConnections, .eventLoops, .exitWithParent: .network
            case .tls, .caDir, .tlsName, .tlsCert, .tlsKey: .tls
            case .logLevel, .logFormat: .logging
            }
        }
    }
}
