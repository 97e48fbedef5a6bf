import Contracts
import Store

/// The officer or administrator who asks, as the account stands now: a gateway may not have heard
/// yet that it was closed or has other duties.
struct ActingOfficer: Sendable {
    let id: String
    let profile: OfficerProfile

    /// Whoever is signed in as officer or administrator; nobody else learns that there is anything.
    static func any(
        _ caller: Caller, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> ActingOfficer {
        switch caller.role {
        case .anonymous, .activating: throw Refusal.signInNeeded
        case .officer, .administrator: break
        case .citizen, .service, .operator: throw Refusal.notFound
        }
        guard let id = caller.id, let account = try StoredAccount.find(id: id, in: reader),
            account.isOpen, let officer = try StoredOfficer.find(id: id, in: reader)
        else { throw Refusal.signInNeeded }
        return ActingOfficer(id: id, profile: officer.profile)
    }

    /// An administrator.
    static func administrator(
        _ caller: Caller, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> ActingOfficer {
        let acting = try any(caller, in: reader)
        guard caller.role == .administrator, acting.profile.role == .administrator else {
            throw Refusal.notAllowed
        }
        return acting
    }

    /// An officer who receives people at the counter.
    static func reception(
        _ caller: Caller, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> ActingOfficer {
        let acting = try any(caller, in: reader)
        guard caller.role == .officer, acting.profile.duties.contains(.reception) else {
            throw Refusal.notAllowed
        }
        return acting
    }
}
