import Foundation

/// Random numbers that their seed repeats (SplitMix64).
struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The numbers of a seed.
    init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Numbers of their own for part `number`, which do not depend on what the others draw.
    func branch(_ number: Int) -> SeededNumbers {
        var mixed = SeededNumbers(seed: state ^ (UInt64(number) &* 0xD6E8_FEB8_6659_FD93))
        return SeededNumbers(seed: mixed.next())
    }

    /// So many letters, to be found again wherever they were written.
    mutating func letters(_ count: Int) -> String { word(count, of: "abcdefghijklmnopqrstuvwxyz") }

    /// So many digits.
    mutating func digits(_ count: Int) -> String { word(count, of: "0123456789") }

    /// So many bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
    }

    private mutating func word(_ count: Int, of signs: String) -> String {
        let signs = Array(signs)
        return String((0..<count).map { _ in signs.randomElement(using: &self)! })
    }
}

/// How the fault tests run.
enum FaultRun {
    /// Whether there is time for the long forms (`deploy/test --long`).
    static let isLong = ProcessInfo.processInfo.environment["EGOV_LONG_TESTS"] == "1"

    /// What everything random follows from; `EGOV_FAULT_SEED` repeats an earlier run.
    static let seed: UInt64 = {
        let given = ProcessInfo.processInfo.environment["EGOV_FAULT_SEED"].flatMap { UInt64($0) }
        let seed = given ?? .random(in: 1...999_999_999)
        print("fault seed \(seed): EGOV_FAULT_SEED=\(seed) repeats this run")
        return seed
    }()

    /// The numbers of the test of that name.
    static func numbers(_ name: String) -> SeededNumbers {
        SeededNumbers(seed: seed).branch(name.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
    }
}
