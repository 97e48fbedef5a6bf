import Contracts
import Lifecycle
import Messaging

/// Mails a new citizen the details that were registered, the link and, where set, the password.
struct TellOfRegistrationHandler: EventHandler {
    let messenger: Messenger

    /// The link and the password themselves are put in by the mailer.
    func handle(_ event: CitizenRegistered, _ delivery: Delivery) async throws {
        let unitName = messenger.unitName
        try await messenger.tell(
            event.citizen, .registration, secrets: event.mailReference, delivery
        ) { contact in
            let details = contact.details
            let unit = await unitName(details.address.unit)
            return [
                "dateOfBirth": details.dateOfBirth.vietnamese,
                "sex": details.sex == .male ? "Nam" : "Nữ",
                "identityNumber": masked(details.identityNumber),
                "phone": contact.phone,
                "address": [details.address.line, unit].compactMap { $0 }.joined(separator: ", "),
                "ethnicity": details.ethnicity ?? "",
                "mailsPassword": event.mailsPassword ? "có" : "",
                "expiresAt": event.linkExpiresAt.vietnamese,
            ]
        }
    }
}

/// The first and the last three digits: enough to recognise one's own, too little to use.
func masked(_ identityNumber: String) -> String {
    guard identityNumber.count > 6 else {
        return String(repeating: "*", count: identityNumber.count)
    }
    let hidden = String(repeating: "*", count: identityNumber.count - 6)
    return identityNumber.prefix(3) + hidden + identityNumber.suffix(3)
}
