import Contracts
import Lifecycle
import Messaging
import Store

/// Derives the secret parts of a mail again, for the mailer alone and only while the link works.
struct RevealMailSecretsHandler: QueryHandler {
    let store: Store
    let secrets: Secrets
    let policy: Policy
    let clock: WallClock

    func answer(
        _ query: RevealMailSecrets, for caller: Caller
    ) async throws -> RevealMailSecrets.Reply {
        try caller.requireService(.mailer)
        let time = clock.now()
        return try await store.read { snapshot in
            guard let link = try Link.find(id: query.reference, in: snapshot),
                link.works(at: time),
                let account = try StoredAccount.find(id: link.account, in: snapshot),
                account.isOpen
            else { return RevealMailSecrets.Reply(parts: nil) }
            return RevealMailSecrets.Reply(parts: parts(of: link, email: account.email))
        }
    }

    private func parts(of link: Link, email: String) -> [String: String] {
        let token = secrets.linkToken(id: link.id, purpose: link.purpose, email: email)
        let page =
            switch link.purpose {
            case .confirm: "/xac-nhan"
            case .reset: "/dat-lai-mat-khau"
            case .enrol: "/can-bo/kich-hoat"
            }
        var parts = ["link": "\(policy.portal)\(page)#\(token)"]
        if link.mailsPassword {
            parts["password"] = secrets.oneTimePassword(link: link.id, email: email)
        }
        return parts
    }
}
