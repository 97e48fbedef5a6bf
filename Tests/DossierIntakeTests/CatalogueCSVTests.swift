import Testing

@testable import DossierIntake

@Suite struct CatalogueCSVTests {
    @Test func `reads quoted commas, quotes and line breaks, CRLF and a byte order mark`() throws {
        let text = "\u{FEFF}a,b\r\n\"x, y\",\"said \"\"no\"\"\"\r\n\r\n\"two\nlines\",\nlast,"
        let records = try CatalogueCSV.records(of: text)
        #expect(
            records == [
                .init(line: 1, fields: ["a", "b"]),
                .init(line: 2, fields: ["x, y", "said \"no\""]),
                .init(line: 4, fields: ["two\nlines", ""]),
                .init(line: 6, fields: ["last", ""]),
            ])
    }

    @Test(arguments: [
        ("a\nb\"c", 2, "Dấu ngoặc kép phải bao cả ô và viết đôi ở bên trong ô."),
        ("\"a\"b", 1, "Sau dấu ngoặc kép đóng phải là dấu phẩy hoặc hết dòng."),
        ("a\n\"b,c\n", 2, "Dấu ngoặc kép mở mà không đóng."),
    ]) func `names the line whose quoting is broken`(text: String, line: Int, sentence: String) {
        #expect(throws: CatalogueCSV.Broken(line: line, sentence: sentence)) {
            try CatalogueCSV.records(of: text)
        }
    }

    @Test func `an empty text has no records`() throws {
        #expect(try CatalogueCSV.records(of: "").isEmpty)
        #expect(try CatalogueCSV.records(of: "\n\r\n").isEmpty)
    }
}
