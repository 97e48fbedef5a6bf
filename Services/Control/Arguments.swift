/// The command line was not understood.
struct UsageError: Error, CustomStringConvertible {
    /// What is wrong with it.
    let description: String
}

/// The words after a subcommand, sorted into positions, flags and options.
struct Arguments {
    /// The words without dashes, in order.
    private(set) var positions: [String] = []
    private var given: Set<String> = []
    private var values: [String: String] = [:]

    /// Sorts `words`; flags and options are written with their dashes. `--name value` and
    /// `--name=value` are the same; everything after `--` is a position.
    init(_ words: [String], flags: [String] = [], options: [String] = []) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                positions += rest
                return
            }
            guard word.hasPrefix("-"), word != "-" else {
                positions.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            if flags.contains(word) {
                given.insert(word)
            } else if options.contains(name) {
                guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                    throw UsageError(description: "\(name) needs a value")
                }
                guard values.updateValue(value, forKey: name) == nil else {
                    throw UsageError(description: "\(name) is given twice")
                }
            } else {
                throw UsageError(description: "unknown option \(name)")
            }
        }
    }

    /// Whether the flag was given.
    func has(_ flag: String) -> Bool { given.contains(flag) }

    /// The option's value.
    func value(_ option: String) -> String? { values[option] }

    /// The option's value; it must be given.
    func required(_ option: String) throws(UsageError) -> String {
        guard let value = values[option] else {
            throw UsageError(description: "\(option) is missing")
        }
        return value
    }

    /// The number in `--last`; `usual` where it is not given.
    func last(usually usual: Int) throws(UsageError) -> Int {
        guard let count = Int(value("--last") ?? "\(usual)"), (1...1000).contains(count) else {
            throw UsageError(description: "--last is a number from 1 to 1000")
        }
        return count
    }

    /// The position, called `meaning` where it is missing.
    func position(_ index: Int, _ meaning: String) throws(UsageError) -> String {
        guard positions.indices.contains(index) else {
            throw UsageError(description: "\(meaning) is missing")
        }
        return positions[index]
    }

    /// Refuses words that nothing asks for.
    func expectPositions(atMost count: Int) throws(UsageError) {
        guard positions.count <= count else {
            throw UsageError(description: "too much: \(positions[count])")
        }
    }
}
