/// Who asks, as the gateway or a service found out; sealed with each message, so nobody can claim
/// to be another without the deployment's bus key.
package struct Caller: Codable, Hashable, Sendable {
    /// In which role a caller asks.
    package enum Role: String, Codable, CaseIterable, Sendable {
        /// Not signed in.
        case anonymous
        /// Signed in with the mailed one-time password: may only set an own password.
        case activating
        /// A citizen who is signed in.
        case citizen
        /// An officer of a unit, signed in with a second factor.
        case officer
        /// An administrator, signed in with a second factor.
        case administrator
        /// Another service of this deployment.
        case service
        /// A person at the command line of the deployment.
        case `operator`
    }

    /// In which role.
    package var role: Role
    /// The citizen's or officer's id, the service's name, the operator's login; nil when anonymous.
    package var id: String?
    /// The person's full name, as a history and a paper name who acted.
    package var name: String?
    /// The session the request came with.
    package var session: String?
    /// The officer's unit.
    package var unit: UnitCode?
    /// What the officer may do there.
    package var duties: [OfficerDuty]?
    /// Whether an officer has verified the citizen's account (đã xác thực).
    package var isVerified: Bool?
    /// The network address the request came from, for limits; never logged.
    package var address: String?

    /// A caller in `role`.
    package init(
        role: Role, id: String? = nil, name: String? = nil, session: String? = nil,
        unit: UnitCode? = nil, duties: [OfficerDuty]? = nil, isVerified: Bool? = nil,
        address: String? = nil
    ) {
        self.role = role
        self.id = id
        self.name = name
        self.session = session
        self.unit = unit
        self.duties = duties
        self.isVerified = isVerified
        self.address = address
    }

    /// Somebody who is not signed in.
    package static func anonymous(address: String? = nil) -> Caller {
        Caller(role: .anonymous, address: address)
    }

    /// A citizen, signed in.
    package static func citizen(_ id: CitizenID) -> Caller {
        Caller(role: .citizen, id: id.rawValue)
    }

    /// A service of this deployment.
    package static func service(_ name: ServiceName) -> Caller {
        Caller(role: .service, id: name.rawValue)
    }

    /// The citizen who asks; for anybody else who is signed in there is nothing here.
    package func requireCitizen() throws(Refusal) -> CitizenID {
        guard role != .anonymous, role != .activating else { throw .signInNeeded }
        guard role == .citizen, let id else { throw .notFound }
        return CitizenID(rawValue: id)
    }

    /// The officer who asks, with unit and duties; refuses anybody else.
    package func requireOfficer() throws(Refusal) -> OfficerCaller {
        guard role != .anonymous, role != .activating else { throw .signInNeeded }
        guard role == .officer, let id, let unit else { throw .notFound }
        return OfficerCaller(
            id: OfficerID(rawValue: id), name: name ?? "", unit: unit, duties: duties ?? [])
    }

    /// Refuses anybody but a person at the deployment's command line.
    package func requireOperator() throws(Refusal) {
        guard role == .operator else { throw .notAllowed }
    }

    /// Refuses anybody but a person at the command line or an administrator at the portal.
    package func requireAdministration() throws(Refusal) {
        guard role != .anonymous, role != .activating else { throw .signInNeeded }
        guard role == .operator || role == .administrator else { throw .notAllowed }
    }

    /// Refuses anybody but one of these services of the deployment.
    package func requireService(_ names: ServiceName...) throws(Refusal) {
        guard role == .service, names.contains(where: { $0.rawValue == id }) else {
            throw .notAllowed
        }
    }
}

/// An officer who asks: everything that is decided by who the officer is.
package struct OfficerCaller: Hashable, Sendable {
    /// The officer's account.
    package let id: OfficerID
    /// The officer's full name.
    package let name: String
    /// The officer's unit.
    package let unit: UnitCode
    /// What the officer may do there.
    package let duties: [OfficerDuty]

    /// An officer.
    package init(id: OfficerID, name: String, unit: UnitCode, duties: [OfficerDuty]) {
        self.id = id
        self.name = name
        self.unit = unit
        self.duties = duties
    }
}

/// What an officer may do at the unit.
package enum OfficerDuty: String, Codable, Sendable, CaseIterable {
    /// Tiếp nhận: receives, refuses, hands over.
    case reception
    /// Xử lý: handles.
    case handling
    /// Lãnh đạo: signs and stops.
    case leadership
    /// Quản trị: keeps units, officers and the catalogue.
    case administration
}
