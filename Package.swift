// swift-tools-version: 6.2
import PackageDescription

let checks: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A C library of the system: a folder with a module map in `Shared/CLibraries`.
func library(_ name: String) -> Target {
    .systemLibrary(name: name, path: "Shared/CLibraries/\(name)")
}

/// What services are made of.
func shared(_ name: String, _ needs: [String] = []) -> Target {
    .target(
        name: name, dependencies: needs.map { .init(stringLiteral: $0) },
        path: "Shared/\(name)", swiftSettings: checks)
}

/// A program: a folder in `Services`.
func service(_ name: String, _ needs: [String] = [], resources: [Resource] = []) -> Target {
    .executableTarget(
        name: name,
        dependencies: (foundations + needs).map { .init(stringLiteral: $0) },
        path: "Services/\(name)", resources: resources, swiftSettings: checks)
}

/// The tests of the target of the same name, or of the system as a whole.
func tests(
    _ name: String, _ needs: [String] = [], in folder: String? = nil, beside files: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: (foundations + ["TestSupport"] + needs).map { .init(stringLiteral: $0) },
        path: "Tests/\(folder ?? name + "Tests")", exclude: files, swiftSettings: checks)
}

let foundations = ["Contracts", "Cryptography", "HTTP", "Lifecycle", "Messaging", "Store"]

let package = Package(
    name: "egov",
    products: [
        .executable(name: "gateway", targets: ["Gateway"]),
        .executable(name: "identity", targets: ["Identity"]),
        .executable(name: "mailer", targets: ["Mailer"]),
        .executable(name: "dossier-intake", targets: ["DossierIntake"]),
        .executable(name: "document-storage", targets: ["DocumentStorage"]),
        .executable(name: "notification", targets: ["Notification"]),
        .executable(name: "egovctl", targets: ["Control"]),
    ],
    targets: [
        library("CCrypto"), library("CCurl"), library("CHiredis"), library("CMagic"),
        library("CMicroHTTPD"), library("COATH"), library("CPangoCairo"), library("CQREncode"),
        library("CSodium"), library("CSpawn"), library("CSQLite"), library("CZlib"),
        // Not only a library: its options are compiled in.
        .target(
            name: "CJemalloc", path: "Shared/CLibraries/CJemalloc",
            linkerSettings: [.linkedLibrary("jemalloc")]),

        shared("Lifecycle", ["CJemalloc"]),
        shared("Cryptography", ["Lifecycle", "CSodium", "CCrypto"]),
        shared("Contracts", ["Lifecycle"]),
        shared("Store", ["Lifecycle", "Cryptography", "CSQLite"]),
        shared("Messaging", ["Contracts", "Store", "Lifecycle", "Cryptography", "CHiredis"]),
        shared("HTTP", ["Contracts", "Lifecycle", "CMicroHTTPD"]),
        shared("QRCode", ["CQREncode"]),

        service("Gateway", ["CZlib"], resources: [.copy("Portal")]),
        service("Identity", ["COATH", "QRCode"]),
        service("Mailer", ["CCurl"]),
        service("DossierIntake", ["CPangoCairo", "QRCode"]),
        service("DocumentStorage", ["CMagic", "CSpawn"]),
        service("Notification", resources: [.copy("Texts")]),
        service("Control"),

        .target(
            name: "TestSupport", dependencies: foundations.map { .init(stringLiteral: $0) },
            path: "Tests/TestSupport", exclude: ["smtp-sink.py"], swiftSettings: checks),
        tests("Lifecycle"), tests("Cryptography"), tests("Contracts", beside: ["wire-forms.txt"]),
        tests("Store"),
        tests("Messaging"), tests("HTTP"), tests("QRCode", ["QRCode"]),
        tests("Gateway", ["Gateway"]), tests("Identity", ["Identity"]), tests("Mailer", ["Mailer"]),
        tests("DossierIntake", ["DossierIntake"]), tests("DocumentStorage", ["DocumentStorage"]),
        tests("Notification", ["Notification"]), tests("Control", ["Control"]),
        tests("System"), tests("Tidy"),
        tests("Fault", ["DocumentStorage"], in: "Faults", beside: ["read-mails.py"]),
        .executableTarget(
            name: "benchmark",
            dependencies: (foundations + ["TestSupport"]).map { .init(stringLiteral: $0) },
            path: "Tests/Benchmark", swiftSettings: checks),
        .executableTarget(
            name: "faulty-service",
            dependencies: (foundations + ["TestSupport"]).map { .init(stringLiteral: $0) },
            path: "Tests/FaultyService", swiftSettings: checks),
    ],
    swiftLanguageModes: [.v6]
)
