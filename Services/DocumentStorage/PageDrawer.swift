import Contracts
import HTTP

/// Draws the pages of a PDF as pictures, with Poppler's programs in a limited process: a browser is
/// never given a citizen's PDF to run.
struct PageDrawer: Sendable {
    /// How long the longer side of a page is drawn, in pixels: A4 at some 136 dots per inch.
    private static let side = 1600

    private let child = LimitedChild()

    /// How many pages the file has.
    func pageCount(of pdf: [UInt8]) async throws -> Int {
        let facts = try await output("/usr/bin/pdfinfo", ["-"], pdf)
        let lines = String(decoding: facts, as: UTF8.self).split(separator: "\n")
        let pages = lines.first { $0.hasPrefix("Pages:") }?.split(separator: " ").last
        guard let count = pages.flatMap({ Int($0) }), count > 0 else { throw Self.notDrawable }
        return count
    }

    /// A page, from 1, as JPEG.
    func draw(page: Int, of pdf: [UInt8]) async throws -> [UInt8] {
        let picture = try await output(
            "/usr/bin/pdftocairo",
            [
                "-jpeg", "-jpegopt", "quality=85", "-scale-to", "\(Self.side)", "-f", "\(page)",
                "-l", "\(page)", "-singlefile", "-", "-",
            ], pdf)
        guard picture.starts(with: PaperType.jpeg.beginning) else { throw Self.notDrawable }
        return picture
    }

    private func output(
        _ program: String, _ arguments: [String], _ pdf: [UInt8]
    ) async throws -> [UInt8] {
        switch try await child.run(program, arguments, on: pdf) {
        case .output(let bytes): return bytes
        case .failed: throw Self.notDrawable
        case .busy: throw Refusal.unavailable
        }
    }

    /// Damaged, locked by a password, or more than a page may cost.
    static let notDrawable = Refusal(
        .unsupported, "pages-not-drawable",
        "Tệp PDF này không xem trực tiếp được (có thể tệp bị hỏng, có mật khẩu hoặc quá nặng). "
            + "Vui lòng tải tệp về để xem.")
}
