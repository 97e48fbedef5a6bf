import Foundation
import Lifecycle
import TestSupport
import Testing

@testable import Control

@Suite struct OperatorEnvironmentTests {
    @Test func `reads a file of variables as a shell would`() throws {
        let text = """
            # a comment
            PLAIN=1
            QUOTED='two words'

            export OTHER="x=y"
            EMPTY=
            """
        let variables = try EnvironmentFile.read(text, name: "egov.env")
        #expect(
            variables == ["PLAIN": "1", "QUOTED": "two words", "OTHER": "x=y", "EMPTY": ""])
    }

    @Test(arguments: ["NO VALUE", "=x", "1A=x", "just words"])
    func `names the bad line of a file`(line: String) {
        #expect {
            try EnvironmentFile.read("A=1\n\(line)\n", name: "egov.env")
        } throws: {
            "\($0)".contains("egov.env") && "\($0)".contains("line 2")
        }
    }

    @Test func `lets the shell's variables win over the deployment's file`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/egov.env"
        try "MAILDIR=/from/file\nREDIS_URL=redis://file:1".write(
            toFile: path, atomically: true, encoding: .utf8)
        let environment = try OperatorEnvironment.load(
            process: ["EGOV_ENV": path, "MAILDIR": "/from/shell", "SUDO_USER": "lan"])
        let settings = try environment.values(of: [OperatorEnvironment.maildir])
        #expect(try settings[OperatorEnvironment.maildir] == "/from/shell")
        #expect(environment.variables["REDIS_URL"] == "redis://file:1")
        #expect(environment.login == "lan")
    }

    @Test func `says that the named file is missing`() {
        #expect(throws: ConfigurationError.self) {
            try OperatorEnvironment.load(process: ["EGOV_ENV": "/nowhere/egov.env"])
        }
    }
}
