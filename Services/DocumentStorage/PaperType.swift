import Contracts

/// A kind of file that is taken, by its media type.
enum PaperType: String, CaseIterable, Sendable {
    case pdf = "application/pdf"
    case jpeg = "image/jpeg"
    case png = "image/png"

    /// Bytes a file may have.
    static let sizeLimit = 10 * 1024 * 1024

    /// The endings a file name of this kind may have.
    var extensions: [String] {
        switch self {
        case .pdf: ["pdf"]
        case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
        case .png: ["png"]
        }
    }

    /// The bytes that every file of this kind begins with. libmagic finds the mark of a PDF behind
    /// other bytes too, which other programs would take for a page or a program.
    var beginning: [UInt8] {
        switch self {
        case .pdf: Array("%PDF-".utf8)
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        }
    }

    /// The kind of that media type, parameters aside; refuses any other.
    init(mediaType: String) throws(Refusal) {
        let essence = mediaType.prefix { $0 != ";" }.lowercased()
            .filter { $0 != " " && $0 != "\t" }
        guard let type = Self(rawValue: essence) else { throw Self.notTaken }
        self = type
    }

    /// Refuses a name whose ending belongs to another kind.
    func requireExtension(of name: FileName) throws(Refusal) {
        guard extensions.contains(name.fileExtension) else {
            throw Refusal(
                .unsupported, "extension-not-fitting",
                "Đuôi của tên tệp không khớp với loại tệp. Tệp loại này phải có đuôi "
                    + extensions.prefix(2).map { ".\($0)" }.joined(separator: " hoặc ") + ".",
                fields: [.init("fileName", "Đuôi của tên tệp không khớp với loại tệp.")])
        }
    }

    /// A kind of file that is not taken.
    static let notTaken = Refusal(
        .unsupported, "type-not-taken",
        "Loại tệp này không được nhận. Vui lòng dùng tệp PDF, JPEG hoặc PNG.",
        fields: [.init("mediaType", "Chỉ nhận tệp PDF, JPEG hoặc PNG.")])

    /// The content is of another kind than was announced.
    static let contentNotFitting = Refusal(
        .unsupported, "content-not-fitting",
        "Nội dung tệp không đúng với loại tệp đã chọn nên không được lưu. "
            + "Vui lòng chọn đúng tệp PDF, JPEG hoặc PNG.")
}
