import Contracts
import Foundation

/// A paper as it was issued: all it says, so that it can be printed again as it was. Kept sealed.
struct Paper: Codable, Hashable, Sendable {
    /// The set of rules it goes by: `2018`.
    var ruleSet: String
    /// What stands above the title.
    var head: PaperHead
    /// The rest.
    var content: Content

    /// What a paper of each kind says.
    enum Content: Hashable, Sendable {
        case receipt(ReceptionReceipt)
        case supplement(SupplementSlip)
        case refusal(ReceptionRefusal)
        case apology(DelayApology)
        case stop(StopNotice)
        case handovers(HandoverSheet)
        case register(DossierRegister)
    }

    /// Which paper it is.
    var kind: PaperKind {
        switch content {
        case .receipt: .receipt
        case .supplement: .supplement
        case .refusal: .refusal
        case .apology: .apology
        case .stop: .stop
        case .handovers: .handovers
        case .register: .register
        }
    }

    /// The pages it is printed on.
    var format: PageFormat {
        switch kind {
        case .receipt: .a5
        case .register: .a4Landscape
        case .supplement, .refusal, .apology, .stop, .handovers: .a4
        }
    }

    /// The dossier's code, or the register's year.
    var subject: String { text.subject }

    /// Its title: a receipt of what is not yet received is called otherwise.
    var title: String { text.title ?? kind.title }

    /// The name of a file with it: `giay-tiep-nhan-000.00.19.H17-261123-0001.pdf`.
    var fileName: String {
        let code = VietnameseFolding.unaccented(subject).unicodeScalars.map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                || scalar == "." || scalar == "-" ? String(scalar) : "-"
        }
        return "\(kind.fileName)-\(code.joined()).pdf"
    }

    /// All it says, from above.
    func blocks(_ form: PaperForm) -> [Block] { text.blocks(head, form, format) }

    private var text: any PaperText {
        switch content {
        case .receipt(let text): text
        case .supplement(let text): text
        case .refusal(let text): text
        case .apology(let text): text
        case .stop(let text): text
        case .handovers(let text): text
        case .register(let text): text
        }
    }
}

/// What a paper says, and how it is set.
protocol PaperText: Codable, Hashable, Sendable {
    /// What it is about, as each page's foot says it: the dossier's code.
    var subject: String { get }
    /// Its title when it is not its kind's.
    var title: String? { get }
    /// The whole paper from its head to its signatures.
    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block]
}

extension PaperText {
    /// The kind's.
    var title: String? { nil }
}

extension Paper.Content: Codable {
    private enum Keys: String, CodingKey { case kind, text }

    /// Reads `{"kind": …, "text": …}`.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self =
            switch try values.decode(PaperKind.self, forKey: .kind) {
            case .receipt: .receipt(try values.decode(ReceptionReceipt.self, forKey: .text))
            case .supplement: .supplement(try values.decode(SupplementSlip.self, forKey: .text))
            case .refusal: .refusal(try values.decode(ReceptionRefusal.self, forKey: .text))
            case .apology: .apology(try values.decode(DelayApology.self, forKey: .text))
            case .stop: .stop(try values.decode(StopNotice.self, forKey: .text))
            case .handovers: .handovers(try values.decode(HandoverSheet.self, forKey: .text))
            case .register: .register(try values.decode(DossierRegister.self, forKey: .text))
            }
    }

    /// Writes `{"kind": …, "text": …}`.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Keys.self)
        func write(_ kind: PaperKind, _ text: some PaperText) throws {
            try values.encode(kind, forKey: .kind)
            try values.encode(text, forKey: .text)
        }
        switch self {
        case .receipt(let text): try write(.receipt, text)
        case .supplement(let text): try write(.supplement, text)
        case .refusal(let text): try write(.refusal, text)
        case .apology(let text): try write(.apology, text)
        case .stop(let text): try write(.stop, text)
        case .handovers(let text): try write(.handovers, text)
        case .register(let text): try write(.register, text)
        }
    }
}
