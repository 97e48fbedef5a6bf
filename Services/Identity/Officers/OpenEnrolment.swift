import Contracts
import Lifecycle
import Messaging
import QRCode
import Store

/// Shows the second factor that belongs to a mailed enrolment link; it is derived and stored nowhere.
struct OpenEnrolmentHandler: QueryHandler {
    let store: Store
    let secrets: Secrets
    let clock: WallClock

    func answer(_ query: OpenEnrolment, for caller: Caller) async throws -> OpenEnrolment.Reply {
        let (secrets, time) = (secrets, clock.now())
        let (enrolment, name) = try await store.read { snapshot in
            let enrolment = try Enrolment.find(
                query.token, secrets: secrets, at: time, in: snapshot)
            return (enrolment, enrolment.officer.profile.fullName)
        }
        let secret = OneTimeCode.base32(enrolment.secondFactor(secrets))
        let email = enrolment.account.email
        let address = AuthenticatorAddress.make(email: email, secret: secret)
        return OpenEnrolment.Reply(
            email: email, fullName: name, totpSecret: secret, totpUri: address,
            qrCode: QRCode(text: address)?.svg(title: "Mã QR cho ứng dụng xác thực") ?? "",
            expiresAt: enrolment.link.expiresAt)
    }
}

/// An officer's way from a mailed link to an own password and second factor.
struct Enrolment: Sendable {
    let link: Link
    let account: StoredAccount
    let officer: StoredOfficer

    /// The enrolment whose link's token a person brings.
    static func find(
        _ token: String, secrets: Secrets, at time: Timestamp,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Enrolment {
        guard
            let (link, account) = try Link.find(
                token: token, for: .enrol, secrets: secrets, in: reader),
            link.works(at: time), account.isOpen,
            let officer = try StoredOfficer.find(id: account.id, in: reader)
        else { throw Refusal.enrolmentGone }
        return Enrolment(link: link, account: account, officer: officer)
    }

    /// The secret of the second factor it brings.
    func secondFactor(_ secrets: Secrets) -> [UInt8] { secrets.secondFactor(enrolment: link.id) }
}
