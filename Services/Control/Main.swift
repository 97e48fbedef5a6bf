import Contracts
import Foundation
import Lifecycle

/// The operator's command line: reads the words, does the one thing they ask for, and exits.
@main struct Main {
    static func main() async {
        Log.configure(program: "egovctl", lowest: .error)
        // A reader that closes the pipe early (`egovctl … | head`) is not an error worth a core.
        signal(SIGPIPE, SIG_IGN)
        exit(await perform(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    private static func perform(_ words: [String]) async -> ExitStatus {
        if words.isEmpty || words == ["--help"] || words == ["help"] {
            print(Usage.overview(Subcommand.all))
            return words.isEmpty ? .usage : .done
        }
        do {
            let (subcommand, rest) = try Subcommand.find(words)
            if rest.contains("--help") {
                print(Usage.of(subcommand))
                return .done
            }
            let arguments = try Arguments(
                rest, flags: subcommand.flags, options: Array(subcommand.options.keys))
            let environment = try OperatorEnvironment.load()
            return try await subcommand.run(arguments, environment)
        } catch let error as UsageError {
            complain("\(error.description)\nTry: egovctl --help")
            return .usage
        } catch let error as ConfigurationError {
            complain("\(error.description)\n\(OperatorEnvironment.advice)")
            return .configuration
        } catch let refusal as Refusal {
            complain(Report.lines(of: refusal).joined(separator: "\n"))
            return .failed
        } catch {
            complain(String(describing: error))
            return .failed
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Foundation.Data("egovctl: \(text)\n".utf8))
    }
}

/// How egovctl ends, as a shell sees it.
enum ExitStatus: Int32 {
    /// It did what was asked and found nothing wrong.
    case done = 0
    /// It could not, or what it looked at is not well.
    case failed = 1
    /// The command line was not understood.
    case usage = 64
    /// A setting is missing or wrong.
    case configuration = 78
}
