import Testing

@testable import DossierIntake

@Suite struct VietnameseFoldingTests {
    @Test(arguments: [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("ĐĂNG KÝ TẠM TRÚ", "dang ky tam tru"),
        ("Uỷ ban, Ủy ban", "uy ban, uy ban"),
        ("Đặc khu Hoàng Sa", "dac khu hoang sa"),
        ("La Êê, Avương, Đắc Pring", "la ee, avuong, dac pring"),
        ("ưỡn ẹo ẵm ỡ", "uon eo am o"),
        ("1.001193", "1.001193"),
        ("", ""),
    ]) func `folds case and diacritics, đ too`(text: String, folded: String) {
        #expect(VietnameseFolding.fold(text) == folded)
    }

    @Test func `folds composed and decomposed text to the same`() {
        let composed = "Đ\u{1EB7}c khu, \u{1B0}\u{1EE1}n"
        let decomposed = "Đa\u{323}\u{306}c khu, u\u{31B}o\u{31B}\u{303}n"
        #expect(Array(composed.utf8) != Array(decomposed.utf8))
        #expect(VietnameseFolding.fold(composed) == "dac khu, uon")
        #expect(Array(VietnameseFolding.fold(decomposed).utf8) == Array("dac khu, uon".utf8))
    }

    @Test func `splits text into words of letters and digits`() {
        #expect(
            VietnameseFolding.words("Cấp bản sao (trích lục) 2.000635") == [
                "cap", "ban", "sao", "trich", "luc", "2", "000635",
            ])
        #expect(VietnameseFolding.words(" – … ").isEmpty)
    }
}
