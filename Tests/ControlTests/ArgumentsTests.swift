import Testing

@testable import Control

@Suite struct ArgumentsTests {
    @Test func `sorts positions, flags and options in any order`() throws {
        let arguments = try Arguments(
            ["mailer", "--json", "--last", "5", "12", "--state=sent"], flags: ["--json"],
            options: ["--last", "--state"])
        #expect(arguments.positions == ["mailer", "12"])
        #expect(arguments.has("--json"))
        #expect(arguments.value("--last") == "5")
        #expect(arguments.value("--state") == "sent")
    }

    @Test(arguments: [["--jsn"], ["--last"], ["--last", "1", "--last", "2"], ["-x"]])
    func `refuses what it does not know`(words: [String]) {
        #expect(throws: UsageError.self) {
            try Arguments(words, flags: ["--json"], options: ["--last"])
        }
    }

    @Test func `takes everything after two dashes as positions`() throws {
        #expect(try Arguments(["--", "--json"], flags: ["--json"]).positions == ["--json"])
    }

    @Test func `says what is missing`() throws {
        let arguments = try Arguments([], options: ["--email"])
        #expect { try arguments.required("--email") } throws: { "\($0)" == "--email is missing" }
        #expect { try arguments.position(0, "SERVICE") } throws: { "\($0)" == "SERVICE is missing" }
    }

    @Test func `finds a subcommand by its words`() throws {
        let (subcommand, rest) = try Subcommand.find(["dead-letters", "retry", "mailer", "3"])
        #expect(subcommand.words == ["dead-letters", "retry"])
        #expect(rest == ["mailer", "3"])
        #expect(throws: UsageError.self) { try Subcommand.find(["dead-letters"]) }
        #expect(throws: UsageError.self) { try Subcommand.find(["reboot"]) }
    }

    @Test func `names each subcommand in the help`() {
        let help = Usage.overview(Subcommand.all)
        for subcommand in Subcommand.all {
            #expect(help.contains(subcommand.words.joined(separator: " ")))
            #expect(Usage.of(subcommand).contains(subcommand.summary))
        }
        #expect(help.contains("REDIS_URL"))
    }
}
