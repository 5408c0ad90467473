// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .unsafeFlags(["-warnings-as-errors"]),
]

/// A library of the house: its name is its folder under `Sources/`; the arrows are its dependencies, downwards only.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func door(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// Tests of a room. `texts` are its folders of text files, which tests read where they lie.
func proof(_ name: String, _ dependencies: [Target.Dependency], texts: [String] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: texts, resources: resources, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "cordon",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "cordon", targets: ["cordon"]),
        .executable(name: "cordon-node", targets: ["cordon-node"]),
        .executable(name: "cordon-coordinator", targets: ["cordon-coordinator"]),
        .executable(name: "cordon-conformance", targets: ["cordon-conformance"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
        .systemLibrary(name: "CRoaring", providers: [.apt(["libroaring-dev"])]),
        .systemLibrary(name: "CPgQuery", providers: [.apt(["libpg-query-dev"])]),

        room("CordonValues", [bigInt]),
        room("CordonAggregates", ["CordonValues", bigInt, crypto]),
        room(
            "CordonCatalog", ["CordonValues", yams, crypto],
            resources: ["demo-care", "heart-registry", "omop-5.3", "omop-5.4"].map { .embedInCode("Catalogs/\($0).yaml") }),
        room("CordonQuery", ["CordonValues", "CordonAggregates", "CordonCatalog", "CPgQuery", bigInt, crypto]),
        room("CordonSQLite", ["CordonValues", "CSQLite"]),
        room("CordonWarehouse", ["CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", bigInt]),
        room(
            "CordonWarehouseSQLite",
            ["CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonSQLite", "CordonWarehouse", "CSQLite", crypto]),
        room(
            "CordonDisclosure",
            ["CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonWarehouse", bigInt]),
        room("CordonAttacker", ["CordonValues", "CordonDisclosure", "CGLPK"]),
        room("CordonPatientSets", ["CordonValues", "CRoaring"]),
        room("CordonGate", ["CordonValues", "CordonAggregates", "CordonQuery", "CordonTrust"]),
        room(
            "CordonTrust",
            [
                "CordonValues", crypto, .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers"),
            ]),
        room("CordonAudit", ["CordonValues", "CordonTrust", crypto]),
        room(
            "CordonWire",
            [
                "CordonValues", "CordonAggregates", "CordonGate", "CordonTrust", "CZstd", bigInt, crypto,
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ]),
        room(
            "CordonTransport",
            [
                "CordonValues", "CordonTrust", crypto, logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ]),
        room("CordonReport", ["CordonValues", "CordonDisclosure"]),
        room(
            "CordonNode",
            [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonSQLite", "CordonWarehouse",
                "CordonWarehouseSQLite", "CordonDisclosure", "CordonAttacker", "CordonPatientSets", "CordonGate", "CordonTrust", "CordonAudit", "CordonWire", "CordonTransport", "CZlib",
                "CZstd", crypto, logging, yams,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        room(
            "CordonCoordinator",
            [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonWarehouse", "CordonDisclosure",
                "CordonAttacker", "CordonTrust", "CordonAudit", "CordonWire", "CordonTransport", "CordonReport", crypto, logging, yams,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]),

        door(
            "cordon",
            [
                "CordonValues", "CordonCatalog", "CordonQuery", "CordonWarehouse", "CordonDisclosure", "CordonTrust", "CordonAudit",
                "CordonTransport", "CordonReport", "CordonAggregates", argumentParser, .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        door("cordon-node", ["CordonValues", "CordonTrust", "CordonAudit", "CordonNode", argumentParser, logging]),
        door(
            "cordon-coordinator",
            [
                "CordonValues", "CordonTrust", "CordonAudit", "CordonCoordinator", argumentParser, logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // Development only: no package installs it, and it alone looks at merged answers without disclosure control.
        door(
            "cordon-conformance",
            [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonWarehouse", "CordonWarehouseSQLite",
                "CordonDisclosure", "CordonAttacker", "CordonTrust", "CordonReport", "CordonNode", argumentParser,
            ]),

        // Development only: no package installs it. Benchmarks/README.md says what it measures.
        .executableTarget(
            name: "cordon-bench",
            dependencies: [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonSQLite", "CordonWarehouse", "CordonWarehouseSQLite",
                "CordonDisclosure", "CordonAttacker", "CordonPatientSets", "CordonGate", "CordonTrust", "CordonAudit", "CordonWire",
                "CordonTransport", "CZstd", argumentParser, crypto,
            ],
            path: "Benchmarks/cordon-bench", swiftSettings: strict),

        // Development only: random questions on random hospitals, for the tests and for `make fuzz-questions`.
        .target(
            name: "RandomQuestions",
            dependencies: [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonSQLite", "CordonWarehouse", "CordonWarehouseSQLite",
                "CordonDisclosure", "CordonAttacker", "CordonGate", "CordonTrust", "CordonWire", "CordonTestSupport", bigInt,
            ],
            path: "Tests/RandomQuestions", swiftSettings: strict),
        .executableTarget(
            name: "cordon-questions", dependencies: ["CordonValues", "CordonCatalog", "CordonQuery", "CordonTestSupport", "RandomQuestions", argumentParser],
            path: "Tests/cordon-questions", swiftSettings: strict),

        .target(name: "CordonTestSupport", dependencies: ["CordonValues"], path: "Tests/CordonTestSupport", exclude: ["Scalars"], swiftSettings: strict),
        proof("CordonValuesTests", ["CordonValues", "CordonTestSupport", bigInt], resources: [.copy("Vectors")]),
        proof(
            "CordonAggregatesTests", ["CordonValues", "CordonAggregates", "CordonTestSupport", bigInt], resources: [.copy("Vectors")]),
        proof("CordonCatalogTests", ["CordonValues", "CordonCatalog", "CordonTestSupport"]),
        proof(
            "CordonQueryTests", ["CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonTestSupport"],
            texts: ["Questions"]),
        proof(
            "CordonWarehouseTests",
            ["CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonWarehouse", "CordonTestSupport"]),
        proof(
            "CordonWarehouseSQLiteTests",
            ["CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonSQLite", "CordonWarehouse", "CordonWarehouseSQLite", "CordonTestSupport"],
            texts: ["Expressions", "Postgres/with-postgres"]),
        proof(
            "CordonDisclosureTests",
            [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonWarehouse", "CordonDisclosure", "CordonAttacker",
                "CordonTestSupport",
            ], texts: ["Tables"]),
        proof(
            "CordonAttackerTests",
            ["CordonValues", "CordonDisclosure", "CordonAttacker", "CordonTrust", "CordonTestSupport", "cordon-conformance", bigInt]),
        proof("CordonTrustTests", ["CordonValues", "CordonTrust", "CordonTestSupport"]),
        proof("CordonAuditTests", ["CordonValues", "CordonTrust", "CordonAudit", "CordonTestSupport"]),
        proof(
            "CordonWireTests",
            ["CordonValues", "CordonAggregates", "CordonQuery", "CordonGate", "CordonTrust", "CordonWire", "CordonTestSupport", "CZstd", bigInt]),
        proof("CordonTransportTests", ["CordonValues", "CordonTrust", "CordonTransport", "CordonTestSupport"]),
        proof("CordonReportTests", ["CordonValues", "CordonQuery", "CordonDisclosure", "CordonReport", "CordonTestSupport"]),
        proof(
            "CordonConformanceTests",
            ["CordonValues", "CordonCatalog", "CordonReport", "CordonNode", "CordonTestSupport", "cordon-conformance"]),
        proof("CordonCommandTests", ["CordonValues", "CordonCatalog", "CordonQuery", "CordonTrust", "CordonTestSupport", "cordon"]),
        proof(
            "CordonNodeTests",
            [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonSQLite", "CordonWarehouse", "CordonWarehouseSQLite",
                "CordonPatientSets", "CordonTrust", "CordonAudit", "CordonWire", "CordonTransport", "CordonNode", "CordonTestSupport", logging,
            ]),
        proof(
            "CordonCoordinatorTests",
            [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonDisclosure", "CordonAttacker", "CordonGate", "CordonTrust",
                "CordonAudit", "CordonWire", "CordonTransport", "CordonReport", "CordonCoordinator", "CordonTestSupport", "cordon", crypto, logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], texts: ["Provider"]),
        proof(
            "FederationTests",
            [
                "CordonValues", "CordonAggregates", "CordonCatalog", "CordonQuery", "CordonSQLite", "CordonWarehouse", "CordonWarehouseSQLite",
                "CordonDisclosure", "CordonAttacker", "CordonReport", "CordonNode", "CordonCoordinator", "CordonTrust", "CordonTestSupport",
                "RandomQuestions",
            ], texts: ["Cases", "Sequences"]),
    ]
)

// Development only: `make fuzz` names libFuzzer's library here. Tests/Fuzz/README.md says what is fuzzed.
if let library = Context.environment["CORDON_FUZZ"] {
    func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> [Target] {
        [
            .executableTarget(
                name: name, dependencies: ["FuzzRun"] + dependencies, path: "Tests/Fuzz/\(name)", swiftSettings: strict,
                linkerSettings: [.unsafeFlags(["-Xlinker", library, "-lstdc++", "-lm"])])
        ]
    }
    package.products += ["fuzz-planner", "fuzz-partial"].map { .executable(name: $0, targets: [$0]) }
    package.targets += [.target(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer")]
    package.targets += [.target(name: "FuzzRun", dependencies: ["CFuzzer"], path: "Tests/Fuzz/FuzzRun", swiftSettings: strict)]
    package.targets += fuzz("fuzz-planner", ["CordonValues", "CordonCatalog", "CordonQuery", "CordonTestSupport"])
    package.targets += fuzz("fuzz-partial", ["CordonValues", "CordonAggregates", "CordonWire", "CordonTestSupport"])
}
