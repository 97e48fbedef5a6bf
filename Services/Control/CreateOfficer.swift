import Contracts
import Foundation

extension Subcommand {
    /// `egovctl officers create`.
    static let createOfficer = Subcommand(
        words: ["officers", "create"],
        synopsis: "--email E --name N --unit CODE --duties LIST [--json]",
        summary: "makes an officer's account; prints password and TOTP secret, this once",
        flags: ["--json"],
        options: [
            "--email": "the address the officer signs in with", "--name": "the officer's full name",
            "--unit": "the code of the officer's unit, as in deploy/catalogue/units.csv",
            "--duties": OfficerDuty.allCases.map(\.rawValue).joined(separator: ",")
                + ": one or more of these",
        ]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 0)
        let request = CreateOfficer(
            email: try arguments.required("--email"), fullName: try arguments.required("--name"),
            unit: UnitCode(rawValue: try arguments.required("--unit")),
            duties: try OfficerCredentials.duties(in: try arguments.required("--duties")))
        let reply = try await Console.open(environment) { try await $0.ask(request) }
        let credentials = OfficerCredentials(email: request.email, reply: reply)
        try Report.show(credentials, inWords: credentials.text, for: arguments)
        return .done
    }
}

/// What is handed over to a new officer.
struct OfficerCredentials: Codable, Sendable {
    /// The account's id.
    var id: OfficerID
    /// The sign-in name.
    var email: String
    /// The first password.
    var password: String?
    /// The second factor's secret in base32.
    var totpSecret: String?
    /// The same for an authenticator app's camera, once it is drawn as a QR code.
    var totpURI: String?

    /// The credentials of the account that was just made.
    init(email: String, reply: CreateOfficer.Reply) {
        id = reply.id
        self.email = email
        password = reply.password
        totpSecret = reply.totpSecret
        totpURI = reply.totpSecret.map { AuthenticatorAddress.make(email: email, secret: $0) }
    }

    /// What a person reads.
    var text: String {
        """
        Officer \(email) (\(id))
          password    \(password ?? "was shown when the account was made")
          TOTP secret \(totpSecret ?? "was shown when the account was made")
          \(totpURI ?? "")
        Hand these over now; they are stored nowhere in this form.
        """
    }

    /// `reception,handling` as duties.
    static func duties(in list: String) throws(UsageError) -> [OfficerDuty] {
        var duties: [OfficerDuty] = []
        for word in list.split(separator: ",") {
            guard let duty = OfficerDuty(rawValue: word.trimmingCharacters(in: .whitespaces)) else {
                throw UsageError(description: "no duty \(word); see egovctl officers create --help")
            }
            duties.append(duty)
        }
        guard !duties.isEmpty else { throw UsageError(description: "--duties is empty") }
        return duties
    }
}
