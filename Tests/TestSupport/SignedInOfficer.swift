import Foundation

/// An officer with an account of the operator's making, signed in with the second factor.
package struct SignedInOfficer: Sendable {
    package let token: String

    /// Makes the account and signs in.
    package init(of deployment: Deployment, unit: String, duties: String) async throws {
        let email = "\(UUID().uuidString.lowercased())@danang.example"
        let made = try deployment.control(
            "officers", "create", "--email", email, "--name", "Trần Thị Hoa", "--unit", unit,
            "--duties", duties, "--json")
        let facts = try JSONSerialization.jsonObject(with: Foundation.Data(made.output.utf8))
        guard let facts = facts as? [String: Any], let password = facts["password"] as? String,
            let secret = facts["totpSecret"] as? String
        else { throw Deployment.Failure(made.output) }
        let code = try deployment.run("/usr/bin/python3", ["-c", Self.oneTimeCode, secret], [:])
        let body = try JSONSerialization.data(withJSONObject: [
            "email": email, "password": password,
            "oneTimeCode": code.output.trimmingCharacters(in: .whitespacesAndNewlines),
        ])
        let session = try HTTPClient(port: deployment.gatewayPort).post(
            "/api/v1/sessions", String(decoding: body, as: UTF8.self), wantsToken: true)
        guard let token = session.json["token"] as? String else {
            throw Deployment.Failure(session.text)
        }
        self.token = token
    }

    /// RFC 6238, as an authenticator app does it.
    private static let oneTimeCode = """
        import base64, hmac, sys, time
        secret = sys.argv[1]
        key = base64.b32decode(secret + "=" * (-len(secret) % 8))
        mac = hmac.new(key, (int(time.time()) // 30).to_bytes(8, "big"), "sha1").digest()
        place = mac[-1] & 15
        print(f"{(int.from_bytes(mac[place:place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}")
        """
}
