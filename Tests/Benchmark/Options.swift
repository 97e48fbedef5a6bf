import Foundation

/// What the person at the command line wants measured.
struct Options: Sendable {
    /// The sections to measure, by their letters.
    var sections: Set<String> = ["a", "b", "c", "d", "e", "q", "r"]
    /// How often compared things take turns.
    var rounds = 5
    /// How long each turn lasts.
    var seconds = 3.0
    /// Whether Redis writes each command to the disk before it answers.
    var isAlways = false
    /// Where to write the figures as JSON.
    var json: String?
    /// A short run that only shows that every figure can be taken.
    var isSmoke = false
    /// Whether the programs are built first.
    var builds = true
    /// How many dossiers the store holds at least before they are looked up.
    var dossiers = 0

    static let help = """
        benchmark: measures the bus, the stores and the whole system
        Usage: swift run -c release benchmark [options]

          --only a,c       only these sections:
                             a  command, durable write, reply; beside XADD by redis-benchmark
                             b  events: published, consumed and acknowledged by a group
                             c  dossiers through the gateway: submissions and look-ups (wrk)
                             d  sign-ins, beside raw Argon2id
                             e  upload and download of 10 MiB, beside sealing and the disk alone
                             q  an officer's queue, searches and look-ups among 100,000 dossiers
                             r  from start to ready, each program
          --rounds N       how often compared things take turns (5)
          --seconds S      how long each turn lasts (3)
          --always         Redis with appendfsync always instead of everysec
          --dossiers N     fill the store with N dossiers before the look-ups (q: 100,000 at least)
          --json FILE      write the figures as JSON too
          --no-build       measure the programs that lie beside this one as they are
          --smoke          one short round of everything, to see that it works
          --help           this text

        The files of the measured stores and of Redis lie in $TMPDIR, which must be a real disk.
        """

    struct Wrong: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads the words of the command line.
    init(_ words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--only":
                sections = Set(
                    try Self.value(of: word, &rest).split(separator: ",").map(String.init))
                guard sections.isSubset(of: Options.all), !sections.isEmpty else {
                    throw Wrong(description: "--only takes letters of a,b,c,d,e,q,r")
                }
            case "--rounds": rounds = try Self.number(of: word, &rest)
            case "--seconds": seconds = try Self.number(of: word, &rest)
            case "--dossiers": dossiers = try Self.number(of: word, &rest)
            case "--json": json = try Self.value(of: word, &rest)
            case "--always": isAlways = true
            case "--no-build": builds = false
            case "--smoke": (isSmoke, rounds, seconds) = (true, 1, 0.4)
            default: throw Wrong(description: "\(word) is not understood; see --help")
            }
        }
    }

    private static let all: Set<String> = ["a", "b", "c", "d", "e", "q", "r"]

    private static func value(of word: String, _ rest: inout ArraySlice<String>) throws -> String {
        guard let value = rest.popFirst() else { throw Wrong(description: "\(word) needs a value") }
        return value
    }

    private static func number<Number: LosslessStringConvertible & Comparable & Numeric>(
        of word: String, _ rest: inout ArraySlice<String>
    ) throws -> Number {
        guard let number = Number(try value(of: word, &rest)), number > 0 else {
            throw Wrong(description: "\(word) needs a number above 0")
        }
        return number
    }
}

/// What Redis is told about its append-only file.
extension Options {
    var fsync: String { isAlways ? "always" : "everysec" }
}
