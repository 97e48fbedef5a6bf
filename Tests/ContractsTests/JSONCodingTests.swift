import Contracts
import Foundation
import Testing

/// The messages' own JSON beside Foundation's: what one writes the other reads, and the bytes are
/// the same.
@Suite struct JSONCodingTests {
    struct Everything: Codable, Hashable {
        var text = ""
        var yes = true
        var whole = 0
        var big: Int64 = .max
        var small: Int8 = -128
        var exact: UInt64 = .max
        var fraction: Double = 0.1
        var absent: String?
        var present: Double? = 1e20
        var list: [Int] = []
        var lists: [[String]] = [[], ["a", "b"]]
        var map: [String: Int] = [:]
        var choice = Choice.many(of: [1, 2], named: "x")
        var holes: [String?] = ["a", nil]
        var nothing = Nothing()
        var any: [String: JSONValue] = [:]
    }

    enum Choice: Codable, Hashable {
        case none
        case one(Int)
        case many(of: [Int], named: String)
    }

    struct Nothing: Codable, Hashable {}

    private static let foundation: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private static func random(_ generator: inout some RandomNumberGenerator) -> Everything {
        let letters: [Character] = [
            "a", "\"", "\\", "/", "\n", "\t", "\r", "\u{8}", "\u{C}", "\u{1}", "\u{1F}", "\u{7F}",
            "ữ", "Đ", "😀", "\u{2028}", " ",
        ]
        func text() -> String {
            String(
                (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                    letters.randomElement(using: &generator)!
                })
        }
        func value(_ depth: Int) -> JSONValue {
            switch Int.random(in: 0...(depth > 3 ? 3 : 5), using: &generator) {
            case 0: .null
            case 1: .boolean(.random(using: &generator))
            case 2: .number(.random(in: -1e9...1e9, using: &generator))
            case 3: .text(text())
            case 4: .list((0..<3).map { _ in value(depth + 1) })
            default:
                .object(Dictionary((0..<3).map { _ in (text(), value(depth + 1)) }) { $1 })
            }
        }
        var all = Everything()
        all.text = text()
        all.yes = .random(using: &generator)
        all.whole = .random(in: .min ... .max, using: &generator)
        all.fraction = .random(in: -1...1, using: &generator)
        all.absent = Bool.random(using: &generator) ? text() : nil
        all.list = (0..<Int.random(in: 0...40, using: &generator)).map { $0 - 20 }
        let names = Int.random(in: 0...60, using: &generator)
        all.map = Dictionary((0..<names).map { (text() + "\($0)", $0) }) { $1 }
        all.choice = [.none, .one(1), .many(of: [], named: text())].randomElement(
            using: &generator)!
        all.any = ["x": value(0), text(): value(0)]
        return all
    }

    @Test func `a thousand random values are read back as they were, by both readers`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            let value = Self.random(&generator)
            let own = try StrictJSON.encode(value)
            let foundation = Array(try Self.foundation.encode(value))
            #expect(try StrictJSON.decode(Everything.self, trusted: own) == value)
            #expect(try StrictJSON.decode(Everything.self, trusted: foundation) == value)
            #expect(try JSONDecoder().decode(Everything.self, from: Data(own)) == value)
        }
    }

    @Test func `values with plain names are the same bytes as Foundation writes`() throws {
        var value = Everything()
        value.text = "Lê \"Văn\"\\\n\u{1}\u{1F} Đạt / 😀"
        value.map = [
            "b": 1, "a": 2, "ab": 3, "C": 4, "aLongName2": 5, "aLongName1": 6, "aLong": 7,
        ]
        value.fraction = -0.000_001_5
        let own = String(decoding: try StrictJSON.encode(value), as: UTF8.self)
        let foundation = String(decoding: try Self.foundation.encode(value), as: UTF8.self)
        #expect(own == foundation)
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("1e2", true), ("-0", true), ("1.5", false), ("01", false),
        ("1.", false), (".5", false), ("+1", false), ("1e", false), ("0x1", false), ("NaN", false),
        ("9223372036854775808", false), ("1e400", false), ("\"1\"", false), ("null", false),
        ("", false), ("1 1", false), ("- 1", false),
    ])
    func `a whole number is read as JSON writes it and nothing else`(
        _ text: String, _ isRead: Bool
    ) {
        let value = try? StrictJSON.decode([Int].self, trusted: Array("[\(text)]".utf8))
        #expect((value?.count == 1) == isRead)
    }

    @Test(
        arguments: [
            #""\ud83d\ude00""#: "😀", #""\u00e1\u0000""#: "á\0",
            #""\/\b\f\n\r\t\"\\""#:
                "/\u{8}\u{C}\n\r\t\"\\", #""\ud83d""#: nil, #""\ude00""#: nil, #""\ud83dx""#: nil,
            #""\ud83d\u0041""#: nil, #""\x""#: nil, #""\u12g4""#: nil, #""\u12"#: nil, #""\""#: nil,
            #""a"#: nil, "\"\n\"": nil, #"'a'"#: nil,
        ] as [String: String?])
    func `escapes are read or refused`(_ json: String, _ text: String?) {
        #expect((try? StrictJSON.decode(String.self, trusted: Array(json.utf8))) == text)
    }

    @Test func `bytes cut or changed anywhere never crash the reader`() throws {
        var value = Everything()
        value.text = "ữ\n😀"
        value.any = ["a": .list([.null, .object(["b": .number(1.5)])])]
        let good = try StrictJSON.encode(value)
        for position in good.indices {
            _ = try? StrictJSON.decode(Everything.self, trusted: Array(good[..<position]))
            for byte: UInt8 in [0, 0x22, 0x2C, 0x30, 0x5C, 0x5D, 0x7B, 0x7D, 0xFF] {
                var changed = good
                changed[position] = byte
                _ = try? StrictJSON.decode(Everything.self, trusted: changed)
            }
        }
    }

    @Test func `an object with very many names is written and read in the time of its length`()
        throws
    {
        func seconds(_ count: Int) throws -> Double {
            let map = Dictionary((0..<count).map { ("name \($0)", $0) }) { $1 }
            let begun = ContinuousClock.now
            let bytes = try StrictJSON.encode(map)
            #expect(try StrictJSON.decode([String: Int].self, trusted: bytes).count == count)
            return (ContinuousClock.now - begun) / .seconds(1)
        }
        _ = try seconds(1_000)
        // Sixteen times as many would take 256 times as long if each name were searched for.
        #expect(try seconds(64_000) / seconds(4_000) < 80)
    }
}
