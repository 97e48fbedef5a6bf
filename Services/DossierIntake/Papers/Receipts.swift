import Contracts
import Cryptography
import Lifecycle
import Store

extension PaperDesk {
    /// The receipt of a dossier as it stands, with the signed one on it. Before the unit
    /// has received it, it is as of what was last handed in: asked for again, it is the same paper.
    func receipt(
        of kept: KeptDossier, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Paper {
        let received = kept.course.acceptedAt
        let office = try office(of: kept, on: received ?? kept.submittedAt, in: reader)
        let link = try signedLink(to: Self.facts(of: kept, in: reader))
        return Paper(
            ruleSet: kept.law.id,
            head: office.head(
                number: kept.course.registerNumber, at: received ?? kept.submittedAt),
            content: .receipt(try text(of: kept, office, signed: link, in: reader)))
    }

    /// The address that the signed receipt's QR code leads to: of all documents one hash together
    /// where their hashes would not fit into a code.
    private func signedLink(to receipt: SignedReceipt) throws -> String {
        let address = "\(portal)/kiem-tra-bien-nhan#"
        let link = address + (try receipt.signed(by: keys.current))
        guard link.utf8.count > Self.longestLink else { return link }
        return address + (try receipt.condensed.signed(by: keys.current))
    }

    /// What a QR code holds, with a correction of 15 %.
    private static let longestLink = 2_331

    private func text(
        of kept: KeptDossier, _ office: IssuingOffice, signed: String,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> ReceptionReceipt {
        let received = kept.course.acceptedAt
        let term = try Term.handling(of: kept, in: reader)
        return ReceptionReceipt(
            code: kept.code, applicant: try applicant(of: kept), channel: kept.channel,
            content: kept.procedureName,
            components: kept.components.map { component in
                .init(
                    name: component.name, originals: component.originals ?? 0,
                    photocopies: component.copies ?? 0, electronic: component.documents.count)
            },
            setCount: 1,
            handlingTime: term.amount == 0
                ? nil : "\(PaperNumber.two(term.amount)) \(term.unit.title)",
            submittedAt: kept.submittedAt, receivedAt: received,
            dueAt: try firstDue(of: kept, in: reader), collectAt: office.counter,
            registerNumber: kept.course.registerNumber.map { number in
                let year = (received ?? kept.submittedAt).localDate.yearMonthDay.year
                return "số thứ tự \(number), năm \(year)"
            },
            lookupAddress: "\(portal)/tra-cuu", lookupPhone: hotline,
            officer: try receiver(of: kept.id, in: reader),
            trackingLink: "\(portal)/tra-cuu#\(kept.code)", signed: signed)
    }

    /// When the result is due by the law's time, without what an apology has promised since.
    private func firstDue(
        of kept: KeptDossier, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Timestamp? {
        guard var clock = kept.course.clock, clock.purpose == .handling else { return nil }
        clock.promisedDay = nil
        return clock.dueDate(by: try DossierClocks(of: kept, in: reader).own).dueAt
    }

    /// The name of the officer who took it in.
    private func receiver(
        of dossier: DossierID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> String? {
        let step = try DossierHistory.links(dossier, in: reader).last { link in
            link.step.action == DossierAction.takenIn.word
                || link.step.action == DossierAction.moved(.accept).word
        }?.step
        return step?.more["actorName"]
    }

    /// What a signed receipt says of a dossier as it stands.
    private static func facts(
        of kept: KeptDossier, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> SignedReceipt {
        var links = try DossierHistory.links(kept.id, in: reader)
        if kept.course.acceptedAt == nil {
            // Of what was handed in: what the unit does before it receives it changes nothing.
            let last = links.lastIndex { handsIn.contains($0.step.action) }
            links = last.map { Array(links[...$0]) } ?? links
        }
        return SignedReceipt(
            code: kept.code.rawValue, time: links.last?.step.at ?? kept.submittedAt,
            stepCount: links.count,
            historyHead: links.last?.hash ?? HistoryChain.start(of: kept.id),
            components: components(kept.components))
    }

    /// The steps with which a citizen hands something in.
    private static let handsIn: Set<String> = [
        DossierAction.submitted.word, DossierAction.amended.word, DossierAction.supplemented.word,
    ]

    /// The hashes of all documents by component; papers that were handed in have none.
    static func components(_ all: [AttachedComponent]) -> [SignedReceipt.Component] {
        all.compactMap { component in
            let hashes = component.documents.compactMap { [UInt8](hex: $0.sha256) }
            return hashes.isEmpty ? nil : .init(key: component.key, hashes: hashes)
        }
    }
}
