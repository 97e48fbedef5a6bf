import Contracts
import Cryptography
import Lifecycle
import Store

/// What a receipt says of a dossier, put together from what is kept.
struct ReceiptDesk: Sendable {
    let seal: AnswerSeal
    let digits: SecretDigits
    /// The deployment's receipt key.
    let key: SigningKey
    /// Where people reach the portal.
    let portal: String
    /// The telephone number for questions.
    let hotline: String

    /// The receipt of a dossier as paper, with the signed one on it, given at `now`.
    func paper(
        of kept: KeptDossier, at now: Timestamp, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Paper {
        let received = kept.course.acceptedAt
        let unit = try Catalogue.unit(
            kept.unit, on: (received ?? kept.submittedAt).localDate, in: reader)
        let signed = try Self.facts(of: kept, at: now, in: reader).signed(by: key)
        let office = IssuingOffice(kept.unitName, unit)
        return Paper(
            ruleSet: kept.law.id,
            head: PaperHead(
                upperUnit: office.upperUnit, unit: office.desk,
                number: kept.course.registerNumber, place: office.place,
                issuedAt: received ?? kept.submittedAt),
            content: .receipt(
                try receipt(
                    of: kept, office, signed: "\(portal)/kiem-tra-bien-nhan#\(signed)", in: reader))
        )
    }

    private func receipt(
        of kept: KeptDossier, _ office: IssuingOffice, signed: String,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> ReceptionReceipt {
        let received = kept.course.acceptedAt
        let term = try Term.handling(of: kept, in: reader)
        return ReceptionReceipt(
            code: kept.code, secretDigits: digits.of(kept.code),
            applicant: try applicant(of: kept), channel: kept.channel,
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

    private func applicant(of kept: KeptDossier) throws -> PaperApplicant {
        let applicant: Applicant? = try kept.sealedApplicant.map {
            try seal.open($0, for: KeptDossier.applicantRow(kept.id))
        }
        return PaperApplicant(
            name: applicant?.fullName ?? "", address: applicant?.address, phone: applicant?.phone)
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

    /// What a signed receipt given at `time` says of a dossier.
    static func facts(
        of kept: KeptDossier, at time: Timestamp, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> SignedReceipt {
        let links = try DossierHistory.links(kept.id, in: reader)
        return SignedReceipt(
            code: kept.code.rawValue, time: time, stepCount: links.count,
            historyHead: links.last?.hash ?? HistoryChain.start(of: kept.id),
            components: components(kept.components))
    }

    /// The hashes of all documents by component; papers that were handed in have none.
    static func components(_ all: [AttachedComponent]) -> [SignedReceipt.Component] {
        all.compactMap { component in
            let hashes = component.documents.compactMap { [UInt8](hex: $0.sha256) }
            return hashes.isEmpty ? nil : .init(key: component.key, hashes: hashes)
        }
    }
}

/// The office that issues a dossier's papers, as their head names it.
struct IssuingOffice: Sendable {
    /// `Uỷ ban nhân dân phường Hải Châu`.
    let upperUnit: String
    /// `Bộ phận Tiếp nhận và Trả kết quả`.
    let desk = "Bộ phận Tiếp nhận và Trả kết quả"
    /// Where papers are issued.
    let place = "Đà Nẵng"
    /// Where results are collected.
    let counter: String

    /// The office of a unit, by its kept name and its entry in the catalogue, when it is there.
    init(_ name: String, _ unit: AdministrativeUnit?) {
        let hasCommittee = ["city", "ward", "commune", "special-zone", "district"]
            .contains(unit?.kind ?? "ward")
        upperUnit =
            hasCommittee
            ? "Uỷ ban nhân dân \(name.prefix(1).lowercased())\(name.dropFirst())" : name
        counter = [desk, name, unit?.address].compactMap { $0 }.joined(separator: ", ")
    }
}
