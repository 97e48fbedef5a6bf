import Contracts
import Lifecycle
import Store

/// Where a dossier's papers are put together from what is kept.
struct PaperDesk: Sendable {
    let seal: AnswerSeal
    let digits: SecretDigits
    /// The deployment's receipt keys.
    let keys: ReceiptKeys
    /// Where people reach the portal.
    let portal: String
    /// The telephone number for questions.
    let hotline: String

    /// The office that issues the papers of a dossier on the day of `time`.
    func office(
        of kept: KeptDossier, on time: Timestamp, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> IssuingOffice {
        IssuingOffice(
            kept.unitName, try Catalogue.unit(kept.unit, on: time.localDate, in: reader),
            hotline: hotline)
    }

    /// Who applies.
    func applicant(of kept: KeptDossier) throws -> PaperApplicant {
        let applicant: Applicant? = try kept.sealedApplicant.map {
            try seal.open($0, for: KeptDossier.applicantRow(kept.id))
        }
        return PaperApplicant(
            name: applicant?.fullName ?? "", address: applicant?.address, phone: applicant?.phone)
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
    /// The telephone number for questions.
    let phone: String

    /// The office of a unit, by its kept name and its entry in the catalogue, when it is there.
    init(_ name: String, _ unit: AdministrativeUnit?, hotline: String) {
        let hasCommittee = ["city", "ward", "commune", "special-zone", "district"]
            .contains(unit?.kind ?? "ward")
        upperUnit =
            hasCommittee
            ? "Uỷ ban nhân dân \(name.prefix(1).lowercased())\(name.dropFirst())" : name
        counter = [desk, name, unit?.address].compactMap { $0 }.joined(separator: ", ")
        phone = unit?.phone ?? hotline
    }

    /// What a paper of this office says above its title.
    func head(number: Int?, at time: Timestamp) -> PaperHead {
        PaperHead(
            upperUnit: upperUnit, unit: desk, number: number, place: place, issuedAt: time)
    }
}
