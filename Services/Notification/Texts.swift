import Foundation
import Lifecycle

/// All words that people get, read from the text files of this program.
struct Texts: Sendable {
    /// The words of one topic, by section.
    struct Words: Sendable {
        let subject: Template
        /// The mail, with greeting and end.
        let body: Template
        /// nil for a topic that is no notice.
        let noticeTitle: Template?
        let noticeBody: Template?

        /// All of them, for looking at their parts.
        var all: [Template] { [subject, body] + [noticeTitle, noticeBody].compactMap { $0 } }
    }

    /// What a mail and a notice say, filled in.
    struct Message: Sendable {
        let subject: String
        let text: String
        let html: String
        let noticeTitle: String
        let noticeBody: String
    }

    private let topics: [Topic: Words]

    /// Reads the files beside the program; a missing file or section stops the start.
    init() throws {
        let layout = try Self.sections(of: "layout")
        let around = try (Self.template("before", layout), Self.template("after", layout))
        var topics: [Topic: Words] = [:]
        for topic in Topic.allCases {
            let sections = try Self.sections(of: topic.rawValue)
            topics[topic] = Words(
                subject: try Self.template("subject", sections),
                body: Template(joining: [around.0, try Self.template("body", sections), around.1]),
                noticeTitle: topic.isNotice ? try Self.template("notice-title", sections) : nil,
                noticeBody: topic.isNotice ? try Self.template("notice-body", sections) : nil)
        }
        self.topics = topics
    }

    /// The unfilled words of a topic.
    func words(of topic: Topic) -> Words {
        guard let words = topics[topic] else { preconditionFailure("\(topic) was not read") }
        return words
    }

    /// The words of a topic with its parts.
    func message(_ topic: Topic, _ parts: [String: String]) -> Message {
        let words = words(of: topic)
        let subject = words.subject.plain(parts)
        return Message(
            subject: subject, text: words.body.text(parts) + "\n",
            html: Self.page(words.body.html(parts)),
            noticeTitle: words.noticeTitle?.plain(parts) ?? "",
            noticeBody: words.noticeBody?.plain(parts) ?? "")
    }

    private static func page(_ content: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="vi">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
        <body style="margin:0;padding:16px;font-family:sans-serif;font-size:16px;\
        line-height:1.5;color:#1b1b1b;background:#ffffff">
        <div style="max-width:600px;margin:0 auto">
        \(content)</div>
        </body>
        </html>

        """
    }

    /// A file's sections: `[name]` on a line of its own begins one.
    private static func sections(of name: String) throws -> [String: String] {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Texts")
        guard let file = folder?.appendingPathComponent(name + ".txt"),
            let text = try? String(contentsOf: file, encoding: .utf8)
        else { throw ConfigurationError("Texts", "\(name).txt is not beside the program") }
        var sections: [String: [Substring]] = [:]
        var current = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("["), line.hasSuffix("]") {
                current = String(line.dropFirst().dropLast())
            } else {
                sections[current, default: []].append(line)
            }
        }
        return sections.mapValues {
            $0.joined(separator: "\n").trimmingCharacters(in: .newlines)
        }
    }

    private static func template(_ name: String, _ sections: [String: String]) throws -> Template {
        guard let text = sections[name], !text.isEmpty else {
            throw ConfigurationError("Texts", "section [\(name)] is missing")
        }
        return Template(text)
    }
}
