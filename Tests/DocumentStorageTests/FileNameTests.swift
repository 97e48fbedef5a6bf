import Contracts
import Testing

@testable import DocumentStorage

struct FileNameTests {
    @Test(arguments: [
        ("giấy khai sinh.pdf", "giấy khai sinh.pdf"),
        ("gi\u{1EA5}y.pdf", "gi\u{1EA5}y.pdf"),
        ("gia\u{0302}\u{0301}y.pdf", "gi\u{1EA5}y.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Lan\\ảnh.JPG", "ảnh.JPG"),
        ("a\u{0}b\r\n\u{202E}c.pdf", "abc.pdf"),
        ("  .hồ sơ.pdf  ", ".hồ sơ.pdf"),
    ])
    func `keeps a clean name in one form`(sent: String, kept: String) throws {
        let name = try FileName(sent)
        #expect(Array(name.text.unicodeScalars) == Array(kept.unicodeScalars))
    }

    @Test(arguments: ["", " ", "/", "a/", "..", ".", "\u{7}", String(repeating: "a", count: 201)])
    func `refuses a name that is none`(sent: String) {
        #expect(throws: Refusal.self) { try FileName(sent) }
    }

    @Test func `takes a name of 200 characters`() throws {
        #expect(try FileName(String(repeating: "ấ", count: 200)).text.count == 200)
    }

    @Test func `finds the ending and holds it against the type`() throws {
        #expect(try FileName("ảnh.thẻ.JPeG").fileExtension == "jpeg")
        #expect(try FileName(".pdf").fileExtension == "")
        #expect(throws: Refusal.self) { try PaperType.pdf.requireExtension(of: FileName("a.png")) }
        #expect(throws: Refusal.self) { try PaperType.pdf.requireExtension(of: FileName(".pdf")) }
        try PaperType.jpeg.requireExtension(of: FileName("a.JPG"))
    }

    @Test func `writes Vietnamese names as RFC 6266 asks`() {
        #expect(
            FileName.attachment("Đơn \"đề nghị\".pdf")
                == "attachment; filename=\"Don _de nghi_.pdf\"; "
                + "filename*=UTF-8''%C4%90%C6%A1n%20%22%C4%91%E1%BB%81%20ngh%E1%BB%8B%22.pdf")
    }

    @Test func `reads ranges as RFC 9110 does`() {
        #expect(ByteRange(header: nil, size: 10) == .whole)
        #expect(ByteRange(header: "bytes=0-3", size: 10) == .part(0..<4))
        #expect(ByteRange(header: "bytes=4-", size: 10) == .part(4..<10))
        #expect(ByteRange(header: "bytes=4-99", size: 10) == .part(4..<10))
        #expect(ByteRange(header: "bytes=-3", size: 10) == .part(7..<10))
        #expect(ByteRange(header: "bytes=-99", size: 10) == .part(0..<10))
        #expect(ByteRange(header: "bytes=10-", size: 10) == .unsatisfiable)
        #expect(ByteRange(header: "bytes=-0", size: 10) == .unsatisfiable)
        for other in ["bytes=3-1", "lines=1-2", "bytes=0-1,3-4", "bytes=a-", "bytes=-"] {
            #expect(ByteRange(header: other, size: 10) == .whole)
        }
        #expect(ContentRange(header: "bytes 3-9/10")?.bytes == 3..<10)
        for bad in [
            "bytes 3-10/10", "bytes 5-3/10", "bytes */10", "bytes 3-9", "3-9/10", "bytes -9/10",
        ] {
            #expect(ContentRange(header: bad) == nil)
        }
    }

    @Test func `takes an origin from an address`() throws {
        let setting = DocumentStorageSettings.portalURL
        func origin(_ address: String) throws -> String {
            try DocumentStorageSettings.origin(of: address, setting: setting)
        }
        #expect(try origin("http://localhost:8080") == "http://localhost:8080")
        #expect(try origin("https://DichVu.danang.gov.vn:443/x/") == "https://dichvu.danang.gov.vn")
        #expect(throws: (any Error).self) { try origin("localhost") }
    }
}
