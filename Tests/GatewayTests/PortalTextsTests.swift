import Foundation
import Testing

@testable import Gateway

/// The portal's sentences: written in Vietnamese, each with its English.
struct PortalTextsTests {
    private let folder = Bench.pagesFolder
    private let english: [String: String]

    init() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/assets/en.json"))
        english = try JSONDecoder().decode([String: String].self, from: bytes)
    }

    @Test func `each sentence of a page or a script has its English, and no other is kept`() throws
    {
        let texts = try Set(pageTexts()).union(try scriptTexts())
        #expect(texts.count > 500)
        #expect(texts.subtracting(english.keys).sorted() == [])
        #expect(Set(english.keys).subtracting(texts).sorted() == [])
    }

    @Test func `the English of a sentence has the same parts`() {
        for (vietnamese, english) in english {
            let parts: (String) -> [String] = { text in
                text.matches(of: /\{\w+\}/).map { String($0.output) }.sorted()
            }
            #expect(parts(vietnamese) == parts(english), "\(vietnamese)")
            #expect(!english.isEmpty)
        }
    }

    @Test func `scripts say nothing in Vietnamese but through the catalogue`() throws {
        for (name, script) in try scripts() {
            let code = script.replacing(/(?m)^\s*(\/\/|\/?\*).*$/, with: "")
            for literal in code.matches(of: /"(?:[^"\\\n]|\\.)*"/) {
                let isVietnamese = literal.output.unicodeScalars.contains { scalar in
                    (0xC0...0x1EF9).contains(scalar.value) && scalar != "×"
                }
                guard isVietnamese, !["\"Tiếng Việt\""].contains(literal.output) else { continue }
                let before = code[..<literal.range.lowerBound].suffix(2)
                #expect(before == "t(", "\(name): \(literal.output)")
            }
        }
    }

    private func scripts() throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/assets").sorted()
            .filter { $0.hasSuffix(".js") }
            .map { ($0, try String(contentsOfFile: folder + "/assets/" + $0, encoding: .utf8)) }
    }

    private func scriptTexts() throws -> [String] {
        try scripts().flatMap { _, script in
            try script.matches(of: /\bt\(("(?:[^"\\]|\\.)*")/).map { match in
                try JSONDecoder().decode(String.self, from: Data(match.1.utf8))
            }
        }
    }

    private func pageTexts() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".html") }
            .flatMap { name in
                let html = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                    .replacing(/<!--.*?-->/, with: "")
                let between = html.matches(of: />([^<>]+)</).map(\.1)
                let read = html.matches(of: /\ (?:aria-label|alt|placeholder|title)="([^"]+)"/)
                    .map(\.1)
                return (between + read).map {
                    $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                }.filter { text in
                    !text.hasPrefix("{{") && text.contains { $0.isLetter }
                }
            }
    }
}
