import Foundation
import Testing

@Suite struct TreeTests {
    private let sources = Repository.swiftFiles(in: "Services", "Shared")

    @Test func `finds the sources`() {
        #expect(sources.count > 40)
        #expect(Repository.programs.count >= 7)
        #expect(Repository.cModules.count >= 8)
    }

    @Test func `depends on no Swift package`() {
        let manifest = Repository.file("Package.swift").text
        #expect(!manifest.contains(".package("))
        #expect(!manifest.contains("https://"))
    }

    @Test func `makes each folder of Services one program`() {
        #expect(Repository.names(in: "Services") == Repository.programs.map(\.target).sorted())
    }

    @Test func `lets no service import another`() {
        let services = Set(Repository.programs.map(\.target))
        for file in Repository.swiftFiles(in: "Services") {
            #expect(services.isDisjoint(with: file.imports), "\(file)")
        }
        for file in Repository.swiftFiles(in: "Shared") {
            #expect(services.isDisjoint(with: file.imports), "\(file)")
        }
    }

    @Test func `imports each C library in exactly one file`() {
        // The allocator is linked; nothing calls it by name.
        for module in Repository.cModules where module != "CJemalloc" {
            let importers = sources.filter { $0.imports.contains(module) }.map(\.path)
            #expect(importers.count == 1, "\(module) is imported by \(importers)")
        }
    }

    @Test func `has what the README sends a newcomer to`() {
        let paths = Repository.file("README.md").text
            .matches(of: /`((?:Services|Shared|Tests|deploy)\/[\w\/.\-]+)`/).map { String($0.1) }
            .filter { !$0.contains("Payments") }
        #expect(paths.count > 8)
        for path in paths {
            #expect(
                FileManager.default.fileExists(atPath: "\(Repository.root)/\(path)"), "\(path)")
        }
    }

    @Test func `mirrors each target in a folder of tests`() {
        let shared = Repository.names(in: "Shared").filter { $0 != "CLibraries" }
        let tests = Repository.names(in: "Tests")
        for target in shared + Repository.programs.map(\.target) {
            #expect(tests.contains("\(target)Tests"), "\(target) has no tests")
        }
    }
}
