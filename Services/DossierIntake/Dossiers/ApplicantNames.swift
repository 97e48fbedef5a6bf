import Contracts
import Cryptography

/// Finds dossiers by the applicant's name though no name stands readable in the store: the key of a
/// name is its folded words under the service's key.
struct ApplicantNames: Sendable {
    private let key: SecretKey

    /// Keys under the service's key.
    init(serviceKey: SecretKey) { key = serviceKey.derived(for: "applicant names") }

    /// The key of a full name, written with or without diacritics; empty for no name.
    func key(of name: String) -> String {
        let words = VietnameseFolding.words(name).joined(separator: " ")
        return words.isEmpty ? "" : keyedHash(key: key, count: 16, Array(words.utf8)).hex
    }
}
