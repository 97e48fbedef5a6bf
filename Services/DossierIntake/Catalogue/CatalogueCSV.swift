/// Reads comma-separated values as RFC 4180 describes them.
struct CatalogueCSV {
    /// A record and the line it begins on, from 1.
    struct Record: Equatable {
        /// The line of the file.
        let line: Int
        /// The fields as they are meant, without their quotes.
        let fields: [String]
    }

    /// A line that breaks the quoting.
    struct Broken: Error, Equatable {
        /// The line the record begins on.
        let line: Int
        /// What is wrong.
        let sentence: String
    }

    private let signs: [Unicode.Scalar]
    private var position = 0
    private var line = 1

    private init(_ text: String) {
        signs = Array(text.unicodeScalars.drop { $0 == "\u{FEFF}" })
    }

    /// The records of a text; empty lines are none.
    static func records(of text: String) throws(Broken) -> [Record] {
        var reader = CatalogueCSV(text)
        var records: [Record] = []
        while reader.position < reader.signs.count {
            let record = try reader.record()
            if record.fields != [""] { records.append(record) }
        }
        return records
    }

    private mutating func record() throws(Broken) -> Record {
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try field(of: start))
            guard position < signs.count else { break }
            let end = signs[position]
            position += 1
            if end == "," { continue }
            if end == "\r", position < signs.count, signs[position] == "\n" { position += 1 }
            line += 1
            break
        }
        return Record(line: start, fields: fields)
    }

    private mutating func field(of start: Int) throws(Broken) -> String {
        guard position < signs.count, signs[position] == "\"" else {
            let end = signs[position...].firstIndex { ",\r\n".unicodeScalars.contains($0) }
            let plain = signs[position..<(end ?? signs.count)]
            position += plain.count
            guard !plain.contains("\"") else {
                throw Broken(
                    line: start, sentence: "Dấu ngoặc kép phải bao cả ô và viết đôi ở bên trong ô.")
            }
            return text(plain)
        }
        return try quoted(of: start)
    }

    private mutating func quoted(of start: Int) throws(Broken) -> String {
        var inner: [Unicode.Scalar] = []
        position += 1
        while position < signs.count {
            let sign = signs[position]
            position += 1
            if sign == "\n" { line += 1 }
            guard sign == "\"" else {
                inner.append(sign)
                continue
            }
            guard position < signs.count else { return text(inner[...]) }
            let next = signs[position]
            if next == "\"" {
                inner.append(next)
                position += 1
            } else if ",\r\n".unicodeScalars.contains(next) {
                return text(inner[...])
            } else {
                throw Broken(
                    line: start, sentence: "Sau dấu ngoặc kép đóng phải là dấu phẩy hoặc hết dòng.")
            }
        }
        throw Broken(line: start, sentence: "Dấu ngoặc kép mở mà không đóng.")
    }

    private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
