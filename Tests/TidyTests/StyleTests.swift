import Foundation
import Testing

@Suite struct StyleTests {
    private let sources = Repository.swiftFiles(in: "Services", "Shared")
    private let all =
        Repository.swiftFiles(in: "Services", "Shared", "Tests") + [
            Repository.file("Package.swift")
        ]

    @Test func `keeps files to one sitting`() {
        for file in all { #expect(file.lines.count <= 401, "\(file) has over 400 lines") }
    }

    @Test func `keeps functions to a screen`() {
        for file in all {
            for function in Function.all(in: file) {
                #expect(
                    function.length <= 70,
                    "\(file):\(function.line) is \(function.length) lines long")
            }
        }
    }

    @Test func `documents what Shared offers`() {
        // Said by the protocol already: a message's wire name and the type of its reply.
        let obvious = ["package static let name = \"", "package typealias Reply = "]
        for file in Repository.swiftFiles(in: "Shared") {
            for (index, line) in file.lines.enumerated() {
                let code = line.trimmingCharacters(in: .whitespaces)
                guard code.hasPrefix("package "), !code.hasPrefix("package import "),
                    !obvious.contains(where: code.hasPrefix)
                else { continue }
                let above =
                    file.lines[..<index].reversed()
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                    .first { !$0.hasPrefix("@") } ?? ""
                #expect(above.hasPrefix("///"), "\(file):\(index + 1) has no doc comment: \(code)")
            }
        }
    }

    @Test func `starts unstructured tasks only where threads and signals are`() {
        // The callbacks of libmicrohttpd begin work that no task has asked for.
        let homes = ["Shared/Lifecycle/", "Shared/HTTP/"]
        for file in sources where !homes.contains(where: file.path.hasPrefix) && !file.isWrapper {
            for (number, line) in file.code where line.contains("Task") {
                #expect(
                    line.firstMatch(of: /\bTask(\.detached)?(<[^>]*>)?(\([^)]*\))? *\{/) == nil,
                    "\(file):\(number) starts a task")
            }
        }
    }

    @Test func `guards no bare function with a mutex`() {
        // Each look through `withLock` would wrap the function in two more, without end.
        for file in all {
            for (number, line) in file.code {
                #expect(
                    line.firstMatch(of: /Mutex<\(+@Sendable|Mutex<\(.*\) *(async|throws|->)/)
                        == nil,
                    "\(file):\(number): put the function into a struct")
            }
        }
    }

    @Test func `crashes on nothing that can happen`() {
        for file in sources {
            for (number, line) in file.code {
                #expect(!line.contains("try!"), "\(file):\(number)")
                #expect(!line.contains("fatalError("), "\(file):\(number)")
            }
        }
    }

    @Test func `writes down why unchecked code is right`() {
        let marks = ["@unchecked Sendable", "nonisolated(unsafe)"]
        for file in sources {
            for (number, line) in file.code where marks.contains(where: line.contains) {
                let above = file.lines[max(0, number - 5)..<(number - 1)].joined(separator: "\n")
                #expect(!file.path.hasPrefix("Services/"), "\(file):\(number): an actor would do")
                let home =
                    file.isWrapper
                    || ["Shared/Lifecycle/", "Shared/Store/"].contains(where: file.path.hasPrefix)
                #expect(above.contains("//"), "\(file):\(number) gives no reason")
                #expect(
                    home || above.contains("invariant") || above.contains("Sendable` true"),
                    "\(file):\(number) names no invariant")
            }
        }
    }

    @Test func `names types for what they are`() {
        let keywords = ["struct ", "class ", "enum ", "actor ", "protocol ", "typealias "]
        let modules = Set(
            Repository.names(in: "Shared") + Repository.programs.map(\.target))
        for file in all {
            for (number, line) in file.code where keywords.contains(where: line.contains) {
                guard
                    let match = line.firstMatch(
                        of: /\b(?:struct|class|enum|actor|protocol|typealias) ([A-Z]\w*)/)
                else { continue }
                let name = String(match.1)
                // The one type its module is about.
                if ["Shared/Store/Store.swift", "Shared/QRCode/QRCode.swift"].contains(file.path),
                    file.path.hasSuffix("/\(name).swift")
                {
                    continue
                }
                let isVague =
                    name.firstMatch(of: /(Manager|Helper|Helpers|Util|Utils|Impl)$/) != nil
                    || ["Base", "Data", "Common"].contains(name)
                #expect(!isVague, "\(file):\(number) \(name) says nothing")
                #expect(
                    !modules.contains(name), "\(file):\(number) \(name) is named like a module")
            }
        }
    }
}

extension Repository.File {
    /// The lines that are not comments, with their numbers from 1.
    var code: [(number: Int, line: String)] {
        lines.enumerated().compactMap { index, line in
            line.trimmingCharacters(in: .whitespaces).hasPrefix("//") ? nil : (index + 1, line)
        }
    }
}

/// A function of a formatted file.
struct Function {
    /// The line it begins at.
    let line: Int
    /// How many lines it has.
    let length: Int

    /// All functions of the file. The formatter puts a body's end under its beginning, so that
    /// indentation tells where it is.
    static func all(in file: Repository.File) -> [Function] {
        file.code.compactMap { number, line in
            guard ["func ", "init"].contains(where: line.contains) else { return nil }
            let code = line.trimmingCharacters(in: .whitespaces)
            guard code.firstMatch(of: /^([\w@]+(\(\w+\))? )*(func |init[?<(]|deinit\b)/) != nil
            else { return nil }
            let indent = String(line.prefix { $0 == " " })
            guard
                let last = file.lines[number...].firstIndex(where: { following in
                    following.hasPrefix(indent) && !following.dropFirst(indent.count).hasPrefix(" ")
                        && !following.dropFirst(indent.count).hasPrefix(")")
                        && !["{", "where"].contains(
                            String(following.dropFirst(indent.count).prefix { $0 != " " }))
                }), file.lines[last].dropFirst(indent.count).hasPrefix("}")
            else { return nil }
            return Function(line: number, length: last - number + 2)
        }
    }
}
