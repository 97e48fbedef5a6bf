import Contracts
import Lifecycle
import Messaging

/// Tells a citizen when to bring the originals, or that there is no need to come.
struct TellOfAppointmentHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail.
    func handle(_ event: AppointmentChanged, _ delivery: Delivery) async throws {
        let appointment = event.appointment
        try await messenger.tell(
            event.citizen, appointment == nil ? .dossierAppointmentOff : .dossierAppointment,
            dossier: event.code, delivery
        ) { _ in
            var parts = [
                "code": event.code.rawValue, "procedureName": event.procedureName,
                "unitName": event.unitName,
            ]
            if let appointment {
                parts["at"] =
                    "\(appointment.at.localTime) ngày \(appointment.at.localDate.vietnamese)"
                parts["place"] = appointment.place
                parts["items"] = appointment.items.joined(separator: "; ")
                parts["note"] = appointment.note ?? ""
            }
            return parts
        }
    }
}
