import Contracts
import Cryptography

/// The keys of document storage: the master key wraps a key for each citizen, that one a key for
/// each file; destroying a wrapped key destroys what is under it.
struct KeyRing: Sendable {
    private let wrapping: SecretKey
    private let tickets: SecretKey

    /// The keys under this master key.
    init(master: SecretKey) {
        wrapping = master.derived(for: "document-storage citizens' keys")
        tickets = master.derived(for: "document-storage tickets")
    }

    /// A new key for a citizen, sealed for the store.
    func newCitizenKey(of citizen: CitizenID) -> [UInt8] {
        Sealing.seal(SecretKey.random().rawBytes, key: wrapping, context: context(of: citizen))
    }

    /// A new key for a file, sealed under its owner's.
    func newFileKey(
        of document: DocumentID, owner: CitizenID, citizenKey: [UInt8]
    ) throws -> [UInt8] {
        Sealing.seal(
            SecretKey.random().rawBytes, key: try open(citizenKey, of: owner),
            context: context(of: document))
    }

    /// A file's key.
    func fileKey(
        _ sealed: [UInt8], of document: DocumentID, owner: CitizenID, citizenKey: [UInt8]
    ) throws -> SecretKey {
        let key = try open(citizenKey, of: owner)
        return try SecretKey(
            bytes: Sealing.open(sealed, key: key, context: context(of: document)))
    }

    /// The ticket made for a message: 256 bits, the same each time, kept nowhere.
    func ticket(forMessage id: String) -> Ticket {
        Ticket(text: keyedHash(key: tickets, Array(id.utf8)).base64URL)
    }

    private func open(_ sealed: [UInt8], of citizen: CitizenID) throws -> SecretKey {
        try SecretKey(
            bytes: Sealing.open(sealed, key: wrapping, context: context(of: citizen)))
    }

    private func context(of citizen: CitizenID) -> [UInt8] {
        Array("citizen's key \(citizen.rawValue)".utf8)
    }

    private func context(of document: DocumentID) -> [UInt8] {
        Array("file's key \(document.rawValue)".utf8)
    }
}
