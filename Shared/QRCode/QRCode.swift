import CQREncode

/// A QR code (ISO/IEC 18004): a square of dark and light modules that a camera reads as a text.
package struct QRCode: Hashable, Sendable {
    /// The rows from the top, each from the left, without the quiet zone; true is dark.
    package let modules: [[Bool]]

    /// Light modules that a reader needs around the square.
    package static let quietZone = 4

    /// The smallest code for `text` as UTF-8 that can still be read when 15 % of it are damaged
    /// (level M); nil when the text is empty or over 2,331 bytes.
    package init?(text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty,
            let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard let data = code.pointee.data else { return nil }
        modules = (0..<width).map { row in
            // The lowest bit says dark; the others tell what a module is for.
            (0..<width).map { column in data[row * width + column] & 1 == 1 }
        }
    }

    /// The code as an SVG picture on white with its quiet zone, one unit for a module, to be shown
    /// in any size; `title` is what a screen reader says of it.
    package func svg(title: String? = nil) -> String {
        let size = modules.count + 2 * Self.quietZone
        let name = title.map(Self.escaped)
        let label = name.map { #" aria-label="\#($0)""# } ?? ""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" \
            shape-rendering="crispEdges" role="img"\(label)>\
            <path fill="#fff" d="M0 0h\(size)v\(size)H0z"/>\
            <path fill="#000" d="\(dark)"/></svg>
            """
    }

    /// The dark modules as one path, a rectangle for each run in a row.
    private var dark: String {
        var path = ""
        for (row, line) in modules.enumerated() {
            var column = 0
            while column < line.count {
                let run = line[column...].prefix { $0 }.count
                if run > 0 {
                    path +=
                        "M\(column + Self.quietZone) \(row + Self.quietZone)h\(run)v1h-\(run)z"
                }
                column += max(run, 1)
            }
        }
        return path
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, letter in
            switch letter {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(letter)
            }
        }
    }
}
