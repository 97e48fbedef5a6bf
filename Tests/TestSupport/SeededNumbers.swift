/// Random numbers that their seed repeats (SplitMix64).
package struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The numbers of a seed.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number from 0 to `bound`, without it.
    package mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Numbers of their own for part `number`, which do not depend on what the others draw.
    package func branch(_ number: Int) -> SeededNumbers {
        var mixed = SeededNumbers(seed: state ^ (UInt64(number) &* 0xD6E8_FEB8_6659_FD93))
        return SeededNumbers(seed: mixed.next())
    }

    /// So many letters, to be found again wherever they were written.
    package mutating func letters(_ count: Int) -> String {
        word(count, of: "abcdefghijklmnopqrstuvwxyz")
    }

    /// So many digits.
    package mutating func digits(_ count: Int) -> String { word(count, of: "0123456789") }

    /// So many bytes.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
    }

    private mutating func word(_ count: Int, of signs: String) -> String {
        let signs = Array(signs)
        return String((0..<count).map { _ in signs.randomElement(using: &self)! })
    }
}
