package import Lifecycle

// What dossier intake owns of the days on which citizens bring their originals.

/// When the citizen brings the originals of what was scanned, to be compared.
package struct Appointment: Codable, Hashable, Sendable {
    /// When.
    package var at: Timestamp
    /// Where: the desk and its address.
    package var place: String
    /// What to bring: the components' names.
    package var items: [String]
    /// A word of the unit.
    package var note: String?

    /// An appointment.
    package init(at: Timestamp, place: String, items: [String], note: String?) {
        self.at = at
        self.place = place
        self.items = items
        self.note = note
    }
}

/// Makes, moves or calls off the appointment at which a dossier's citizen brings the originals; for
/// officers of its unit. There is one at most.
package struct SetAppointment: Command {
    package static let name = "dossier-intake.set-appointment"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// When, in working hours within 60 days; nil calls it off.
    package var at: Timestamp?
    /// The keys of the components whose originals to bring; all with scans when nil.
    package var components: [String]?
    /// A word to the citizen.
    package var note: String?

    /// An appointment.
    package init(
        code: DossierCode, version: Int64, at: Timestamp?, components: [String]? = nil,
        note: String? = nil
    ) {
        self.code = code
        self.version = version
        self.at = at
        self.components = components
        self.note = note
    }
    /// The appointment as it is now.
    package struct Reply: Codable, Sendable, VersionedReply {
        /// Mã số biên nhận.
        package var code: DossierCode
        /// It; nil once it is called off.
        package var appointment: Appointment?
        /// Version of the dossier.
        package var version: Int64
        /// An answer.
        package init(code: DossierCode, appointment: Appointment?, version: Int64) {
            self.code = code
            self.appointment = appointment
            self.version = version
        }
    }
}

/// An appointment was made, moved or called off.
package struct AppointmentChanged: Event {
    package static let name = "dossier-intake.appointment-changed"
    /// The dossier.
    package var dossier: DossierID
    /// Mã số biên nhận.
    package var code: DossierCode
    /// Whose dossier it is.
    package var citizen: CitizenID
    /// The unit's name.
    package var unitName: String
    /// The procedure's name.
    package var procedureName: String
    /// It; nil once it is called off.
    package var appointment: Appointment?
    /// Version of the dossier.
    package var sequence: Int64
    /// The dossier's id.
    package var subject: String { dossier.rawValue }

    /// An announcement.
    package init(
        dossier: DossierID, code: DossierCode, citizen: CitizenID, unitName: String,
        procedureName: String, appointment: Appointment?, sequence: Int64
    ) {
        self.dossier = dossier
        self.code = code
        self.citizen = citizen
        self.unitName = unitName
        self.procedureName = procedureName
        self.appointment = appointment
        self.sequence = sequence
    }
}
