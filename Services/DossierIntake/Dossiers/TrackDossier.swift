import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// Tells anybody with a code where the dossier stands, and nothing personal; with the receipt's
/// secret digits also what it is about and its history.
///
/// Unknown and malformed codes get the same answer in the same time. Wrong digits get the plain
/// state; after ten wrong ones in an hour a dossier's digits open nothing for the rest of it.
struct TrackDossierHandler: QueryHandler {
    private let store: Store
    private let digits: SecretDigits
    private let perAddress: RateLimit
    private let wrongDigits: RateLimit

    /// Tracking with a limit of 10 look-ups in a minute for each address.
    init(store: Store, digits: SecretDigits, clock: WallClock) {
        self.store = store
        self.digits = digits
        perAddress = RateLimit(tries: 10, per: .seconds(60), clock: clock)
        wrongDigits = RateLimit(tries: 10, per: .seconds(3_600), clock: clock)
    }

    /// The public state, with the detail for the right digits.
    func answer(_ query: TrackDossier, for caller: Caller) async throws -> TrackDossier.Reply {
        if let wait = perAddress.count(NetworkAddress.household(of: caller.address ?? "")) {
            throw Refusal.tooManyLookups(retryAfterSeconds: Int(wait.components.seconds) + 1)
        }
        let found = try await store.read { snapshot in
            let rows = try snapshot.rows(DossierStatement.states(key: DossierKey(query.code)))
            return try DossierKey.choose(rows, typed: query.code) { try $0["code"] }
                .map(State.init)
        }
        // The digits of an unknown code are made and compared too, for the same time.
        let code = found?.reply.code ?? DossierCode(rawValue: DossierKey(query.code).text)
        let isOpen = digits.match(query.digits ?? "", code)
        guard let found else { throw Refusal.dossierNotFound }
        guard query.digits != nil else { return found.reply }
        guard wrongDigits.allows(found.id.rawValue) else { return found.reply }
        guard isOpen else {
            _ = wrongDigits.count(found.id.rawValue)
            return found.reply
        }
        var reply = found.reply
        reply.detail = try await store.read { snapshot in
            TrackDossier.Detail(
                procedureName: found.procedureName,
                history: try DossierHistory.readPublic(found.id, in: snapshot))
        }
        return reply
    }

    private struct State {
        let id: DossierID
        let procedureName: String
        let reply: TrackDossier.Reply

        init(_ row: Row) throws {
            id = try row["id"]
            procedureName = try row["procedure_name"]
            let changedAt: Timestamp = try row["changed_at"]
            reply = TrackDossier.Reply(
                code: try row["code"], status: try row["status"], unitName: try row["unit_name"],
                changedOn: changedAt.localDate, detail: nil)
        }
    }
}

/// A network address as a limit counts it.
enum NetworkAddress {
    /// The IPv4 address, or the first half of an IPv6 address, of which a household has all the
    /// rest; other text stays as it is, cut short.
    static func household(of address: String) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return String(address.prefix(64)) }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return bytes.starts(with: mapped)
            ? bytes[12...].map(String.init).joined(separator: ".")
            : bytes[..<8].map(String.init).joined(separator: ":")
    }
}

extension Refusal {
    /// More look-ups than a person makes.
    static func tooManyLookups(retryAfterSeconds: Int) -> Refusal {
        Refusal(
            .tooMany, "too-many-look-ups",
            "Ông/Bà đã tra cứu nhiều lần. Vui lòng thử lại sau \(retryAfterSeconds) giây.",
            retryAfterSeconds: retryAfterSeconds)
    }
}
