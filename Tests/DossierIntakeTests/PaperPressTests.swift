import Contracts
import Foundation
import Lifecycle
import Testing

@testable import DossierIntake

@Suite(.serialized) struct PaperPressTests {
    @Test(arguments: PaperFixture.all)
    func `prints what the paper says, in letters that a search finds`(paper: Paper) async throws {
        let printed = try await PrintedPaper(paper)
        let text = try printed.text()
        #expect(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
        #expect(text.contains("Độc lập - Tự do - Hạnh phúc"))
        #expect(text.contains("Đà Nẵng, ngày 05 tháng 02 năm 2026"))
        #expect(text.contains(paper.kind.title))
        let lines = text.replacing(" ", with: "")
        #expect(lines.contains(PaperFixture.longName.replacing(" ", with: "")))
        #expect(lines.contains(PaperFixture.code.rawValue))
        #expect(try printed.print.unknownGlyphs == 0)
    }

    @Test(arguments: PaperFixture.all + PaperFixture.long)
    func `keeps every word inside the margins, and says which page it is`(
        paper: Paper
    ) async throws {
        let printed = try await PrintedPaper(paper)
        let format = paper.format
        let size = try printed.size()
        #expect(abs(size.width - format.width) < 1 && abs(size.height - format.height) < 1)
        let words = try printed.words()
        for word in words {
            #expect(word.left >= format.left - 1, "\(word)")
            #expect(word.right <= format.width - format.right + 1, "\(word)")
            #expect(word.top >= format.top - 2, "\(word)")
            #expect(word.bottom <= format.height - format.vertical + 2, "\(word)")
        }
        let count = try printed.print.pageCount
        #expect(Set(words.map(\.page)) == Set(1...count))
        for page in 1...count {
            #expect(words.contains { $0.page == page && $0.text == "\(page)/\(count)" })
        }
    }

    @Test func `cuts nothing of long lists: they go on over the page under the same head`()
        async throws
    {
        let receipt = try await PrintedPaper(PaperFixture.long[0])
        let supplement = try await PrintedPaper(PaperFixture.long[1])
        let register = try await PrintedPaper(PaperFixture.long[3])
        let (first, second) = (try receipt.text(), try supplement.text())
        for index in 1...20 { #expect(first.contains("Giấy tờ thứ \(index):")) }
        for index in 1...25 { #expect(second.contains("\(index). Mục \(index):")) }
        #expect(try receipt.print.pageCount > 1 && supplement.print.pageCount > 1)
        let heads = try register.words().filter { $0.text == "STT" }
        #expect(try heads.map(\.page) == Array(1...register.print.pageCount))
    }

    @Test func `breaks a cell that is higher than a page, and words wider than a line`()
        async throws
    {
        var receipt = PaperFixture.receipt()
        let names = (1...600).map { "từ\($0)" }
        receipt.components[1].name = names.joined(separator: " ")
        receipt.applicant.email = String(repeating: "a", count: 190) + "@example.vn"
        let printed = try await PrintedPaper(
            PaperFixture.paper(.receipt(receipt)), as: "receipt-cell")
        let text = try printed.text()
        for name in names { #expect(text.contains(name)) }
        #expect(try printed.words().allSatisfy { $0.right <= PageFormat.a5.width })
    }

    @Test func `takes letters for letters, whatever they would mean elsewhere`() async throws {
        var refusal = PaperFixture.refusal
        refusal.reason = "<b>&amp; \u{202E}ngược\u{0} %s</i> Nguye\u{0302}\u{0303}n"
        let printed = try await PrintedPaper(
            PaperFixture.paper(.refusal(refusal)), as: "refusal-marks")
        #expect(try printed.text().contains("<b>&amp; ngược %s</i> Nguyễn"))
    }

    @Test func `counts letters that no typeface has`() async throws {
        var refusal = PaperFixture.refusal
        refusal.reason = "\u{E123}"
        let print = try await PaperPress().typeset(PaperFixture.paper(.refusal(refusal)))
        #expect(print.unknownGlyphs == 1)
    }

    @Test func `has all letters of Vietnamese in its own typeface`() async throws {
        let marks = ["", "\u{0300}", "\u{0301}", "\u{0303}", "\u{0309}", "\u{0323}"]
        let letters = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"].flatMap {
            vowel in
            marks.map { (vowel + $0).precomposedStringWithCanonicalMapping }
        }
        var refusal = PaperFixture.refusal
        refusal.reason = letters.flatMap { [$0, $0.uppercased()] }.joined(separator: " ") + " đ Đ"
        let printed = try await PrintedPaper(
            PaperFixture.paper(.refusal(refusal)), as: "refusal-letters")
        #expect(try printed.text().contains(refusal.reason))
        #expect(try printed.print.unknownGlyphs == 0)
    }

    @Test func `prints a paper again as the same bytes, also from how the store keeps it`()
        async throws
    {
        for paper in PaperFixture.all {
            let kept = try JSONEncoder().encode(paper)
            let again = try JSONDecoder().decode(Paper.self, from: kept)
            #expect(again == paper)
            let press = PaperPress()
            #expect(try await press.print(paper) == press.print(again))
        }
    }

    @Test func `prints by no rules that are not entered`() async throws {
        for (name, problem) in [
            ("2025", PaperProblem.noSuchForm(.refusal, ruleSet: "2025")),
            ("1999", .noSuchRuleSet("1999")),
        ] {
            var paper = PaperFixture.paper(.refusal(PaperFixture.refusal))
            paper.ruleSet = name
            let wrong = paper
            await #expect(throws: problem) { try await PaperPress().print(wrong) }
        }
    }

    @Test func `names its files in letters that every system keeps`() {
        var receipt = PaperFixture.receipt()
        receipt.code = DossierCode(rawValue: "H17/../ỡ-1")
        #expect(PaperFixture.all[0].fileName == "giay-tiep-nhan-000.00.19.H17-261123-0001.pdf")
        #expect(
            PaperFixture.paper(.receipt(receipt)).fileName == "giay-tiep-nhan-H17-..-o-1.pdf")
    }
}
