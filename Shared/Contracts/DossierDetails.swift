package import Lifecycle

// A dossier as people see it, with everything that is part of it.

/// A dossier as its citizen, or an officer of its unit, sees it.
package struct Dossier: Codable, Sendable, VersionedReply {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The procedure.
    package var procedure: ProcedureCode
    /// The procedure's name.
    package var procedureName: String
    /// The case.
    package var caseKey: String
    /// The unit that handles it.
    package var unit: UnitCode
    /// The unit's name.
    package var unitName: String
    /// The status, as its number.
    package var status: DossierStatus
    /// The status in words.
    package var statusTitle: String
    /// The answers.
    package var answers: [String: JSONValue]
    /// The files by component.
    package var components: [AttachedComponent]
    /// What happened, oldest first.
    package var history: [DossierStep]
    /// When it was submitted.
    package var submittedAt: Timestamp
    /// When it last changed.
    package var changedAt: Timestamp
    /// Whether the citizen may amend it: before it is received, and when a supplement is asked for.
    package var canAmend: Bool
    /// How it came in.
    package var channel: Channel
    /// Who applies.
    package var applicant: Applicant?
    /// When the unit must be done with what it is to do now, and why; nil once it is done.
    package var due: DueDate?
    /// The explanation in sentences, in order.
    package var dueInWords: [String]?
    /// Whether the clock stands still.
    package var isPaused: Bool
    /// What is asked for, or was.
    package var supplement: SupplementRequest?
    /// What is to be paid, or was.
    package var payment: PaymentRequest?
    /// When the citizen brings the originals.
    package var appointment: Appointment?
    /// What the procedure charges in the dossier's case and channel, for officers.
    package var fees: [Procedure.Fee]?
    /// What came of it.
    package var outcome: DossierOutcome?
    /// To whom the result was handed, by which authority, how.
    package var handOver: ResultHandOver?
    /// When all was over.
    package var closedAt: Timestamp?
    /// The officer who works on it.
    package var assignee: NamedOfficer?
    /// How far another system knows of it, for officers; nil while none has said anything.
    package var sync: DossierSync?
    /// What the one who asks may do to it now.
    package var moves: [OfferedMove]
    /// Version of the dossier, from 1.
    package var version: Int64

    /// A dossier.
    package init(
        code: DossierCode, procedure: ProcedureCode, procedureName: String, caseKey: String,
        unit: UnitCode, unitName: String, status: DossierStatus, answers: [String: JSONValue],
        components: [AttachedComponent], history: [DossierStep], submittedAt: Timestamp,
        changedAt: Timestamp, canAmend: Bool, channel: Channel = .online,
        applicant: Applicant? = nil, due: DueDate? = nil, dueInWords: [String]? = nil,
        isPaused: Bool = false,
        supplement: SupplementRequest? = nil, payment: PaymentRequest? = nil,
        appointment: Appointment? = nil,
        outcome: DossierOutcome? = nil, handOver: ResultHandOver? = nil,
        closedAt: Timestamp? = nil, assignee: NamedOfficer? = nil,
        sync: DossierSync? = nil, moves: [OfferedMove] = [], version: Int64
    ) {
        self.code = code
        self.procedure = procedure
        self.procedureName = procedureName
        self.caseKey = caseKey
        self.unit = unit
        self.unitName = unitName
        self.status = status
        self.statusTitle = status.title
        self.answers = answers
        self.components = components
        self.history = history
        self.submittedAt = submittedAt
        self.changedAt = changedAt
        self.canAmend = canAmend
        self.channel = channel
        self.applicant = applicant
        self.due = due
        self.dueInWords = dueInWords
        self.isPaused = isPaused
        self.supplement = supplement
        self.payment = payment
        self.appointment = appointment
        self.outcome = outcome
        self.handOver = handOver
        self.closedAt = closedAt
        self.assignee = assignee
        self.sync = sync
        self.moves = moves
        self.version = version
    }
}

/// Who applies: the person a paper names.
package struct Applicant: Codable, Hashable, Sendable {
    /// The full name.
    package var fullName: String
    /// Số định danh.
    package var identityNumber: String?
    /// The phone.
    package var phone: String?
    /// The address in one line.
    package var address: String?
    /// Who brought the papers in the applicant's name, and by which authority: `Trần Văn Bình,
    /// giấy uỷ quyền số 12/2026`.
    package var representative: String?

    /// An applicant.
    package init(
        fullName: String, identityNumber: String? = nil, phone: String? = nil,
        address: String? = nil, representative: String? = nil
    ) {
        self.fullName = fullName
        self.identityNumber = identityNumber
        self.phone = phone
        self.address = address
        self.representative = representative
    }
}

/// What a unit asks a citizen to bring, all at once.
package struct SupplementRequest: Codable, Hashable, Sendable {
    /// Why.
    package var reason: String
    /// The article of law.
    package var legalGround: String
    /// What is missing.
    package var items: [SupplementItem]
    /// The last day for the answer.
    package var lastDay: LocalDate
    /// When it was asked for.
    package var askedAt: Timestamp
    /// When the citizen last sent something; the officer says whether it is complete.
    package var sentAt: Timestamp?

    /// A request.
    package init(
        reason: String, legalGround: String, items: [SupplementItem], lastDay: LocalDate,
        askedAt: Timestamp, sentAt: Timestamp?
    ) {
        self.reason = reason
        self.legalGround = legalGround
        self.items = items
        self.lastDay = lastDay
        self.askedAt = askedAt
        self.sentAt = sentAt
    }
}

/// A component with its files, or the papers that were handed in, as a dossier shows it.
package struct AttachedComponent: Codable, Hashable, Sendable {
    /// The component's key.
    package var key: String
    /// The component's name.
    package var name: String
    /// The files.
    package var documents: [AttachedDocument]
    /// Originals and certified copies that were handed in at the counter.
    package var originals: Int?
    /// Plain copies that were handed in at the counter.
    package var copies: Int?

    /// A component with files, or with papers that were handed in.
    package init(
        key: String, name: String, documents: [AttachedDocument], originals: Int? = nil,
        copies: Int? = nil
    ) {
        self.key = key
        self.name = name
        self.documents = documents
        self.originals = originals
        self.copies = copies
    }
}

/// One entry of a dossier's history.
package struct DossierStep: Codable, Hashable, Sendable {
    /// When.
    package var at: Timestamp
    /// What happened, in a sentence: `Nộp hồ sơ trực tuyến`.
    package var title: String
    /// The status after it.
    package var status: DossierStatus
    /// The version after it.
    package var version: Int64
    /// The officer who did it; nil for the citizen.
    package var actor: String?
    /// Why.
    package var reason: String?
    /// The article of law.
    package var legalGround: String?

    /// An entry.
    package init(
        at: Timestamp, title: String, status: DossierStatus, version: Int64, actor: String? = nil,
        reason: String? = nil, legalGround: String? = nil
    ) {
        self.at = at
        self.title = title
        self.status = status
        self.version = version
        self.actor = actor
        self.reason = reason
        self.legalGround = legalGround
    }
}
