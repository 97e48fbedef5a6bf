import Testing

@testable import Notification

@Suite struct TextsTests {
    @Test(arguments: Topic.allCases)
    func `names all parts of its topic and no others`(topic: Topic) throws {
        let words = try Texts().words(of: topic)
        let used = words.all.reduce(into: Set<String>()) { $0.formUnion($1.partNames) }
        #expect(used.isSubset(of: topic.parts.union(Topic.commonParts)))
        #expect(topic.parts.isSubset(of: used))
        let secrets = words.all.reduce(into: Set<String>()) { $0.formUnion($1.secretNames) }
        #expect(secrets == topic.secretParts)
        // What a notice says is stored: no secret may be in it, nor in a subject.
        for template in [words.subject, words.noticeTitle, words.noticeBody].compactMap({ $0 }) {
            #expect(template.secretNames.isEmpty)
        }
    }

    @Test(arguments: Topic.allCases)
    func `leaves no brace of its own in what people get`(topic: Topic) throws {
        let parts = Dictionary(
            uniqueKeysWithValues: topic.parts.union(Topic.commonParts).map { ($0, "[\($0)]") })
        let message = try Texts().message(topic, parts)
        #expect(!message.subject.isEmpty)
        #expect(message.noticeTitle.isEmpty == !topic.isNotice)
        #expect(message.noticeBody.isEmpty == !topic.isNotice)
        for words in [
            message.subject, message.text, message.html, message.noticeTitle, message.noticeBody,
        ] {
            let secretsGone = topic.secretParts.reduce(words) {
                $0.replacing("{{\($1)}}", with: "")
            }
            #expect(!secretsGone.contains("{") && !secretsGone.contains("}"), "\(words)")
        }
        for part in topic.parts.union(Topic.commonParts) where message.text.contains("[\(part)]") {
            #expect(message.html.contains("[\(part)]"), "\(part) is missing in the HTML")
        }
        for part in topic.secretParts {
            #expect(message.text.contains("{{\(part)}}") && message.html.contains("{{\(part)}}"))
        }
    }

    @Test func `writes each kind of line as text and as HTML`() {
        let template = Template(
            "Chào {name},\ndòng hai\n\n| Họ tên: {name}\n| Dân tộc: {none}\n\n- một\n- hai\n\n"
                + "= {code}\n\n-> Mở: {{link}}\n\n{?none}\nkhông có\n\n{/none}\n{?code}\ncó\n{/code}"
        )
        let parts = ["name": "An & Bình", "none": "", "code": "A1"]
        #expect(
            template.text(parts) == """
                Chào An & Bình,
                dòng hai

                  Họ tên: An & Bình

                - một
                - hai

                    A1

                Mở:
                {{link}}

                có
                """)
        let html = template.html(parts)
        #expect(html.contains("<p>Chào An &amp; Bình,\n<br>dòng hai</p>"))
        #expect(html.contains("<strong>An &amp; Bình</strong>"))
        #expect(!html.contains("Dân tộc"))
        #expect(html.contains("<ul>\n<li>một</li>\n<li>hai</li>\n</ul>"))
        #expect(html.contains("<a href=\"{{link}}\""))
        #expect(html.contains("<p>có</p>"))
        #expect(!html.contains("không có"))
    }

    @Test func `lets nothing a person wrote become markup, a line or a secret part`() {
        let template = Template("{name}\n\n| Địa chỉ: {name}")
        let parts = ["name": "<b>\"x\"</b>\r\n-> y: {{password}} {portal} {{{{"]
        let html = template.html(parts)
        #expect(!html.contains("<b>") && !html.contains("{{"))
        #expect(html.contains("&lt;b&gt;&quot;x&quot;&lt;/b&gt;"))
        let text = template.text(parts)
        #expect(!text.contains("{{"))
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.contains("{portal}"))
    }

    @Test func `shows a fact that begins with a combining mark as the fact`() {
        let html = Template("| Địa chỉ: {name}").html(["name": "\u{301}An"])
        let value = Array("<strong>\u{301}An</strong>".unicodeScalars)
        #expect(Array(html.unicodeScalars).firstRange(of: value) != nil, "\(html)")
    }
}
