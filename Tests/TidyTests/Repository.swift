import Foundation

/// The sources as they lie on disk.
enum Repository {
    /// A text file.
    struct File: CustomStringConvertible, Sendable {
        /// Its path below the root.
        let path: String
        /// Its lines.
        let lines: [String]

        /// The path, for messages.
        var description: String { path }
        /// The whole text.
        var text: String { lines.joined(separator: "\n") }

        /// The modules it imports.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 2,
                    words[..<index].allSatisfy({ $0 == "package" || $0.hasPrefix("@") })
                else { return nil }
                return words.last.map { String($0.prefix { $0 != "." }) }
            }
        }

        /// Whether it wraps a C library.
        var isWrapper: Bool { !Set(imports).isDisjoint(with: Repository.cModules) }
    }

    /// The root, from where this file is.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The Swift files of these folders.
    static func swiftFiles(in folders: String...) -> [File] {
        folders.flatMap { folder in
            (FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.allObjects ?? [])
                .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
                .map { file("\(folder)/\($0)") }
        }
    }

    /// One file; empty when it is missing.
    static func file(_ path: String) -> File {
        let text = (try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)) ?? ""
        return File(path: path, lines: text.components(separatedBy: "\n"))
    }

    /// The names in a folder.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? [])
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The C libraries.
    static let cModules = Set(names(in: "Shared/CLibraries"))

    /// The programs and the folders in `Services` they are made of, from Package.swift.
    static let programs: [(name: String, target: String)] = file("Package.swift").text
        .matches(of: /\.executable\(name: "([^"]+)", targets: \["([^"]+)"\]\)/)
        .map { (String($0.1), String($0.2)) }
}
