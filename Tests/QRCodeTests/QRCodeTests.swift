import QRCode
import Testing

@Suite struct QRCodeTests {
    @Test(arguments: ["M", "egov:counter:0123456789", "Đà Nẵng, xin chào"])
    func `is read as the text it was made of`(text: String) throws {
        let code = try #require(QRCode(text: text))
        #expect(try QRReader(code.modules).text() == text)
    }

    @Test func `is a square that grows with its text and has its three corners`() throws {
        let small = try #require(QRCode(text: "1"))
        let large = try #require(QRCode(text: String(repeating: "một", count: 400)))
        #expect(small.modules.count == 21)
        #expect(large.modules.count > 100)
        for code in [small, large] {
            let last = code.modules.count - 1
            #expect(code.modules.allSatisfy { $0.count == code.modules.count })
            for (row, column) in [(0, 0), (0, last - 6), (last - 6, 0)] {
                let corner = code.modules[row...(row + 6)].map { Array($0[column...(column + 6)]) }
                #expect(corner.first == Array(repeating: true, count: 7))
                #expect(corner[1] == [true, false, false, false, false, false, true])
                #expect(corner[3] == [true, false, true, true, true, false, true])
            }
        }
    }

    @Test func `is none for nothing or for more than it can hold`() {
        #expect(QRCode(text: "") == nil)
        #expect(QRCode(text: String(repeating: "a", count: 2331)) != nil)
        #expect(QRCode(text: String(repeating: "a", count: 2332)) == nil)
    }

    @Test func `draws each dark module once, inside its quiet zone`() throws {
        let code = try #require(QRCode(text: "egov:counter:0123456789"))
        let svg = code.svg(title: "Mã <\"quầy\"> & tên")
        let size = code.modules.count + 8
        #expect(svg.contains(#"viewBox="0 0 \#(size) \#(size)""#))
        #expect(svg.contains("aria-label=\"Mã &lt;&quot;quầy&quot;&gt; &amp; tên\""))
        var drawn = Array(
            repeating: Array(repeating: false, count: code.modules.count), count: code.modules.count
        )
        for run in svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
            let (column, row) = (try #require(Int(run.1)) - 4, try #require(Int(run.2)) - 4)
            #expect(run.3 == run.4)
            for offset in 0..<(try #require(Int(run.3))) {
                #expect(!drawn[row][column + offset])
                drawn[row][column + offset] = true
            }
        }
        #expect(drawn == code.modules)
    }
}

/// Reads an undamaged code of version 1 to 3 in byte mode, as a camera's software does.
struct QRReader {
    private let modules: [[Bool]]

    init(_ modules: [[Bool]]) { self.modules = modules }

    func text() throws -> String {
        let bits = unmasked()
        func number(_ range: Range<Int>) -> Int { bits[range].reduce(0) { $0 * 2 + ($1 ? 1 : 0) } }
        try #require(modules.count <= 29, "a larger code has its bytes in several blocks")
        try #require(number(0..<4) == 0b0100, "not in byte mode")
        let count = number(4..<12)
        let bytes = (0..<count).map { UInt8(number((12 + $0 * 8)..<(20 + $0 * 8))) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The data bits in reading order: pairs of columns from the right, up and down in turn.
    private func unmasked() -> [Bool] {
        let size = modules.count
        // Bits 12 to 10 of the format information beside the upper left corner, masked with 101.
        let mask = [2, 3, 4].reduce(0) { $0 * 2 + (modules[8][$1] ? 1 : 0) } ^ 0b101
        var bits: [Bool] = []
        var isUpward = true
        for right in stride(from: size - 1, to: 0, by: -2).map({ $0 <= 6 ? $0 - 1 : $0 }) {
            for step in 0..<size {
                let row = isUpward ? size - 1 - step : step
                for column in [right, right - 1] where column >= 0 && !isFixed(row, column) {
                    bits.append(modules[row][column] != isFlipped(row, column, by: mask))
                }
            }
            isUpward.toggle()
        }
        return bits
    }

    private func isFixed(_ row: Int, _ column: Int) -> Bool {
        let size = modules.count
        let alignment = (size - 9)...(size - 5)
        return row == 6 || column == 6 || (row < 9 && column < 9)
            || (row < 9 && column >= size - 8) || (row >= size - 8 && column < 9)
            || (size > 21 && alignment.contains(row) && alignment.contains(column))
    }

    private func isFlipped(_ row: Int, _ column: Int, by mask: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }
}
