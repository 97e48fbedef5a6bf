import Cryptography

/// Derives every secret of identity from the service's one key, so that none must be stored, and
/// the hashes that are stored instead.
struct Secrets: Sendable {
    private let links, linkHashes, oneTimePasswords, sessions: SecretKey
    private let officerPasswords, secondFactors, enrolledFactors: SecretKey
    private let numbers, numberHashes, paperNumbers, limits: SecretKey
    private let counterCodes, counterCodeHashes: SecretKey

    /// The secrets under the service's key.
    init(serviceKey: SecretKey) {
        links = serviceKey.derived(for: "identity links")
        linkHashes = serviceKey.derived(for: "identity link hashes")
        oneTimePasswords = serviceKey.derived(for: "identity one-time passwords")
        sessions = serviceKey.derived(for: "identity sessions")
        officerPasswords = serviceKey.derived(for: "identity officer passwords")
        secondFactors = serviceKey.derived(for: "identity second factors")
        enrolledFactors = serviceKey.derived(for: "identity enrolled second factors")
        numbers = serviceKey.derived(for: "identity numbers")
        numberHashes = serviceKey.derived(for: "identity number hashes")
        paperNumbers = serviceKey.derived(for: "identity paper numbers")
        limits = serviceKey.derived(for: "identity limits")
        counterCodes = serviceKey.derived(for: "identity counter codes")
        counterCodeHashes = serviceKey.derived(for: "identity counter code hashes")
    }

    /// The secret part of a mailed link, 256 bits, bound to its purpose and address.
    func linkToken(id: String, purpose: Link.Purpose, email: String) -> String {
        keyedHash(
            key: links, Array(purpose.rawValue.utf8), Array(id.utf8), Array(email.utf8)
        ).base64URL
    }

    /// What is stored of a link's token or of a one-time password.
    func hash(ofMailed secret: String) -> [UInt8] {
        keyedHash(key: linkHashes, Array(secret.utf8))
    }

    /// The password mailed with a confirmation link: 20 Crockford base32 characters, 100 bits.
    func oneTimePassword(link id: String, email: String) -> String {
        let bits = keyedHash(key: oneTimePasswords, Array(id.utf8), Array(email.utf8))
        return String(bits.crockford32.prefix(20))
    }

    /// A session's bearer token, 256 bits.
    func sessionToken(id: String) -> String {
        keyedHash(key: sessions, Array(id.utf8)).base64URL
    }

    /// What is stored of a session's token, and what a gateway asks with: SHA-256 of its text.
    func sessionHash(id: String) -> String {
        SHA256.hash(Array(sessionToken(id: id).utf8)).hex
    }

    /// An officer's first password, handed over by the operator.
    func officerPassword(id: String) -> String {
        String(keyedHash(key: officerPasswords, Array(id.utf8)).crockford32.prefix(20))
    }

    /// The secret of the second factor an operator hands over to an officer, 160 bits.
    func secondFactor(officer id: String) -> [UInt8] {
        keyedHash(key: secondFactors, count: 20, Array(id.utf8))
    }

    /// The secret of the second factor an officer enrols with a mailed link, 160 bits.
    func secondFactor(enrolment id: String) -> [UInt8] {
        keyedHash(key: enrolledFactors, count: 20, Array(id.utf8))
    }

    /// A citizen's identity number as it is stored.
    func seal(identityNumber: String, citizen id: String) -> [UInt8] {
        Sealing.seal(Array(identityNumber.utf8), key: numbers, context: Array(id.utf8))
    }

    /// A citizen's identity number from what is stored.
    func open(identityNumber sealed: [UInt8], citizen id: String) throws -> String {
        String(
            decoding: try Sealing.open(sealed, key: numbers, context: Array(id.utf8)),
            as: UTF8.self)
    }

    /// What an identity number is looked up by.
    func hash(ofIdentityNumber number: String) -> String {
        keyedHash(key: numberHashes, Array(number.utf8)).hex
    }

    /// The number of a paper shown at the counter as it is stored.
    func seal(paperNumber: String, citizen id: String) -> [UInt8] {
        Sealing.seal(Array(paperNumber.utf8), key: paperNumbers, context: Array(id.utf8))
    }

    /// What a counter code's QR code holds: 26 Crockford base32 characters, 130 bits.
    func counterCode(id: String) -> String {
        let bits = keyedHash(key: counterCodes, Array("scanned".utf8), Array(id.utf8))
        return String(bits.crockford32.prefix(CounterCode.scannedLength))
    }

    /// The same counter code as it is typed: 8 characters, 40 bits, for ten minutes and one of few
    /// attempts that an officer has.
    func typedCounterCode(id: String) -> String {
        let bits = keyedHash(key: counterCodes, Array("typed".utf8), Array(id.utf8))
        return String(bits.crockford32.prefix(CounterCode.typedLength))
    }

    /// What is stored of either form of a counter code.
    func hash(ofCounterCode code: String) -> [UInt8] {
        keyedHash(key: counterCodeHashes, Array(code.utf8))
    }

    /// A name for a counter that tells nothing about whom or what it counts.
    func counterName(_ kind: String, _ parts: String...) -> String {
        let joined = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return keyedHash(key: limits, count: 16, Array(kind.utf8), Array(joined.utf8)).hex
    }
}
