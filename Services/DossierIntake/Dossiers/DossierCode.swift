import Contracts
import Cryptography
import Lifecycle
import Store

extension DossierCode {
    /// The code of the dossier with that serial number of the agency's day:
    /// `000.00.19.H17-221122-0001`; a number over 9999 makes the code longer.
    init(agencyId: String, day: LocalDate, serial: Int) {
        let (year, month, dayOfMonth) = day.yearMonthDay
        let date = [year % 100, month, dayOfMonth].map { Self.padded($0, to: 2) }.joined()
        self.init(rawValue: "\(agencyId)-\(date)-\(Self.padded(serial, to: 4))")
    }

    /// Takes the next number of the agency's day; numbers have no gaps, because the counter changes
    /// in the transaction that keeps the dossier or not at all.
    ///
    /// Agencies whose ids people could not tell apart when dictated (`H1.7` and `H17`) count
    /// together, so that their codes differ in the number.
    static func next(
        of agencyId: String, on day: LocalDate, in transaction: borrowing Transaction
    ) throws -> DossierCode {
        let counted = try transaction.first(
            DossierStatement.countUp(agencyKey: DossierKey(agencyId).text, day: day))
        guard let counted else { throw StoreError.unexpected("no serial number") }
        return DossierCode(agencyId: agencyId, day: day, serial: try counted["last"])
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// What is left of a code however it is printed, typed or dictated: upper-case letters and digits,
/// with 0 for the letter O.
///
/// Two codes can share a key: `H17-331010-10001` and `H17.3-310101-0001` differ in their separators
/// alone. It takes an agency with over 9999 dossiers in a day and another whose id is the first
/// one's and the first digits of that day. So the key finds, and among several `choose` needs the
/// separators.
struct DossierKey: Hashable {
    /// The letters and digits.
    let text: String

    /// More signs than any code has.
    private static let longest = 64

    /// The key of a code as it was typed.
    init(_ typed: String) {
        text = String(Self.signs(typed.prefix(4 * Self.longest)).prefix(Self.longest))
    }

    /// Of dossiers with the key of `typed`, the one that is meant; nil when that cannot be told.
    static func choose<Found>(
        _ found: [Found], typed: String, code: (Found) throws -> DossierCode
    ) rethrows -> Found? {
        guard found.count > 1 else { return found.first }
        let groups = groups(typed)
        return try found.first { self.groups(try code($0).rawValue) == groups }
    }

    private static func groups(_ code: String) -> [String] {
        code.split(whereSeparator: dashes.contains).map { signs($0) }.filter { !$0.isEmpty }
    }

    private static func signs(_ text: Substring) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "O", "o": out.append("0")
            case "0"..."9", "A"..."Z": out.unicodeScalars.append(scalar)
            case "a"..."z": out += String(scalar).uppercased()
            default: continue
            }
        }
        return out
    }

    /// Hyphen, the dashes that word processors make of it, minus and underscore.
    private static let dashes: Set<Character> = [
        "-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}", "_",
    ]
}

/// The six digits on a receipt that open the detail without signing in; derived from the code and
/// the service's key, stored nowhere.
struct SecretDigits: Sendable {
    private let key: SecretKey

    /// Digits under the service's key.
    init(serviceKey: SecretKey) { key = serviceKey.derived(for: "secret digits") }

    /// The digits of a code: `048213`.
    func of(_ code: DossierCode) -> String {
        let hash = keyedHash(key: key, Array(code.rawValue.utf8))
        let number = hash.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        return String(String(1_000_000 + number).dropFirst())
    }

    /// Whether `typed` (spaces do not count) are the digits of the code.
    func match(_ typed: String, _ code: DossierCode) -> Bool {
        let digits = typed.filter { !$0.isWhitespace }
        return equalInConstantTime(Array(digits.utf8), Array(of(code).utf8))
    }
}
