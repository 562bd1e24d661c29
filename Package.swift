// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // `Request` is a view over the bytes of a connection that the compiler keeps from outliving them.
    .enableExperimentalFeature("Lifetimes"),
]

/// For what runs for every request.
///
/// The debug build, which the Swift tests run on, keeps the dynamic exclusivity checks.
let hot: [SwiftSetting] = [
    .unsafeFlags(["-cross-module-optimization", "-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

/// For targets that own no pointer: `unsafe` then marks every exception.
let strictAndSafe = strict + [.strictMemorySafety()]

/// What fuzzing finds is replayed by tests; where MOCK_GATEWAY_FUZZ is set, the same sources are the program that
/// libFuzzer drives (see Tests/FuzzTests/run).
let isFuzzing = Context.environment["MOCK_GATEWAY_FUZZ"] != nil
let fuzzDependencies: [Target.Dependency] = [
    "ClockProbe", "Definition", "Gateway", "HTTPClient", "HTTPMessages", "Journal", "JSON", "JWT", "OpenSSL", "Policy",
    "Rules", "System", "TestSupport",
]
let fuzzTests: Target =
    isFuzzing
    ? .executableTarget(
        name: "Fuzz",
        dependencies: fuzzDependencies,
        path: "Tests/FuzzTests",
        exclude: ["run", "Corpus", "CorpusTests.swift"],
        swiftSettings: strict
    )
    : .testTarget(
        name: "FuzzTests",
        dependencies: fuzzDependencies,
        exclude: ["run", "Corpus", "Fuzzer.swift"],
        swiftSettings: strict
    )

let package = Package(
    name: "mock-gateway",
    products: [
        .executable(name: "mock-gateway", targets: ["mock-gateway"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        .target(name: "CLinux", path: "Sources/CLinux"),
        .systemLibrary(
            name: "COpenSSL",
            path: "Sources/COpenSSL",
            pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]
        ),

        // One lock for all, so that Thread Sanitizer can be given one that it understands.
        .target(name: "Locking", swiftSettings: strict + hot),
        .target(name: "Durations", swiftSettings: strictAndSafe + hot),
        .target(name: "JSON", swiftSettings: strictAndSafe + hot),
        .target(name: "Definition", dependencies: ["JSON"], swiftSettings: strictAndSafe + hot),
        .target(name: "TerminalText", swiftSettings: strictAndSafe),
        .target(name: "HTTPMessages", dependencies: ["Locking"], swiftSettings: strictAndSafe + hot),
        .target(name: "OpenSSL", dependencies: ["COpenSSL", "Locking"], swiftSettings: strict + hot),
        .target(name: "JWT", dependencies: ["Durations", "JSON", "OpenSSL"], swiftSettings: strictAndSafe + hot),
        .target(name: "System", dependencies: ["CLinux", "Durations"], swiftSettings: strict + hot),
        .target(
            name: "HTTPClient",
            dependencies: ["Durations", "HTTPMessages", "OpenSSL", "System"],
            swiftSettings: strict
        ),
        .target(
            name: "HTTPServer",
            dependencies: ["CLinux", "HTTPMessages", "Locking", "OpenSSL", "System"],
            swiftSettings: strict + hot
        ),
        // What the gateway goes by: it knows no route, no answer and no fault.
        .target(
            name: "Policy",
            dependencies: ["Durations", "HTTPMessages", "JSON", "JWT", "Locking", "OpenSSL", "System"],
            swiftSettings: strictAndSafe + hot
        ),
        // What is told of requests: nothing in it decides anything about them.
        .target(
            name: "Journal",
            dependencies: [
                "Definition", "Durations", "HTTPMessages", "JSON", "JWT", "Locking", "Policy",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strictAndSafe + hot
        ),
        // Rules that take some of the requests, faults and stubs, and what they answer with.
        .target(
            name: "Rules",
            dependencies: ["Definition", "Durations", "HTTPMessages", "JSON", "JWT", "Locking", "Policy"],
            swiftSettings: strictAndSafe + hot
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "Definition", "Durations", "HTTPMessages", "Journal", "JSON", "JWT", "Locking", "OpenSSL", "Policy",
                "Rules", "System",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Control/openapi.json", "Console/page"],
            swiftSettings: strictAndSafe + hot,
            plugins: ["FixturePlugin"]
        ),
        .target(
            name: "ClockProbe",
            dependencies: ["CLinux", "Durations", "HTTPClient", "HTTPMessages", "OpenSSL", "System"],
            swiftSettings: strict
        ),
        // The algorithm of `probe`: it neither sends nor waits by itself.
        .target(name: "Probe", dependencies: ["Durations", "JSON", "JWT"], swiftSettings: strictAndSafe),
        .target(
            name: "Inspection",
            dependencies: ["Durations", "Gateway", "JSON", "JWT", "Policy", "TerminalText"],
            swiftSettings: strictAndSafe
        ),
        .target(name: "Laboratory", dependencies: ["JSON", "TerminalText"], swiftSettings: strictAndSafe),
        // From flags, environment and files to a gateway that listens: options, plan, files, log, TLS and process.
        .target(
            name: "Launch",
            dependencies: [
                "CLinux", "Definition", "Durations", "Gateway", "HTTPMessages", "HTTPServer", "JSON", "JWT", "Locking",
                "OpenSSL", "Policy", "Rules", "System", "TerminalText",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "mock-gateway",
            dependencies: [
                "CLinux", "ClockProbe", "Definition", "Durations", "Gateway", "HTTPClient", "HTTPMessages",
                "HTTPServer",
                "Inspection", "JSON", "JWT", "Laboratory", "Launch", "Locking", "OpenSSL", "Policy", "Probe", "System",
                "TerminalText",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict,
            plugins: ["CommitPlugin"]
        ),
        .plugin(
            name: "CommitPlugin",
            capability: .buildTool(),
            path: "Sources/CommitPlugin",
            exclude: ["exported-commit", "name-commit"]
        ),

        // Compiles the files below fixtures/, the description of the control interface and the console's page into Gateway,
        // so that the binary needs no folder beside it.
        .executableTarget(name: "FixtureGenerator", swiftSettings: strict),
        .plugin(
            name: "FixturePlugin",
            capability: .buildTool(),
            dependencies: ["FixtureGenerator"],
            path: "Sources/FixturePlugin"
        ),

        .target(
            name: "TestSupport",
            dependencies: [
                "Gateway", "HTTPClient", "HTTPMessages", "HTTPServer", "JSON", "JWT", "Locking", "OpenSSL", "Policy",
                "System",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "LockingTests", dependencies: ["Locking"], swiftSettings: strict),
        .testTarget(name: "DurationsTests", dependencies: ["Durations"], swiftSettings: strict),
        .testTarget(name: "SystemTests", dependencies: ["System"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(name: "DefinitionTests", dependencies: ["Definition", "JSON"], swiftSettings: strict),
        .testTarget(name: "HTTPMessagesTests", dependencies: ["HTTPMessages", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "OpenSSLTests", dependencies: ["OpenSSL", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "JWTTests",
            dependencies: ["JWT", "JSON", "OpenSSL", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LaboratoryTests",
            dependencies: ["JSON", "Laboratory", "TerminalText"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "InspectionTests",
            dependencies: [
                "Durations", "Gateway", "Inspection", "JSON", "JWT", "OpenSSL", "TerminalText", "TestSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "VerdictTests",
            dependencies: ["Durations", "Gateway", "Inspection", "JSON", "JWT", "OpenSSL", "Policy", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HTTPClientTests",
            dependencies: ["HTTPClient", "HTTPMessages", "HTTPServer", "OpenSSL", "System", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: ["HTTPClient", "HTTPServer", "HTTPMessages", "Locking", "OpenSSL", "System", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ClockProbeTests",
            dependencies: [
                "ClockProbe", "Durations", "HTTPClient", "HTTPMessages", "OpenSSL", "System", "TestSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProbeTests",
            dependencies: ["Durations", "JSON", "JWT", "Probe", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Definition", "Durations", "Gateway", "HTTPMessages", "Journal", "JSON", "JWT", "Locking", "OpenSSL",
                "Policy", "Rules", "TestSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LaunchTests",
            dependencies: [
                "Gateway", "JSON", "Launch", "Locking", "OpenSSL", "Policy", "System", "TerminalText",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        fuzzTests,
    ]
)

if isFuzzing {
    let watched = [
        "ClockProbe", "Definition", "Fuzz", "Gateway", "HTTPMessages", "Journal", "JSON", "JWT", "OpenSSL", "Policy",
        "Rules",
    ]
    for target in package.targets where watched.contains(target.name) {
        let flags: SwiftSetting = .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])
        target.swiftSettings = (target.swiftSettings ?? []) + [flags]
    }
    fuzzTests.linkerSettings = [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
}

// Where the sources are built without the tests beside them, as in the image.
if Context.environment["MOCK_GATEWAY_WITHOUT_TESTS"] != nil {
    package.targets.removeAll { $0.isTest || $0.name == "TestSupport" }
}
