package import Lifecycle

// What dossier intake owns of the catalogue: units and procedures, versioned by date.

/// An administrative unit.
package struct AdministrativeUnit: Codable, Hashable, Sendable {
    /// Its code.
    package var code: UnitCode
    /// Its name: `Phường Hải Châu`.
    package var name: String
    /// `city`, `department`, `ward`, `commune`, `special-zone`, `police`, and until 2025 `district`.
    package var kind: String
    /// The unit above it.
    package var parent: UnitCode?
    /// The agency id in dossier codes: `000.00.19.H17`.
    package var agencyId: String
    /// Where citizens come to.
    package var address: String?
    /// The telephone number.
    package var phone: String?
    /// The first day it exists.
    package var validFrom: LocalDate
    /// The last day it exists; nil while it does.
    package var validTo: LocalDate?
    /// The unit that took over.
    package var successor: UnitCode?

    /// A unit.
    package init(
        code: UnitCode, name: String, kind: String, parent: UnitCode?, agencyId: String,
        address: String?, phone: String?, validFrom: LocalDate, validTo: LocalDate?,
        successor: UnitCode?
    ) {
        self.code = code
        self.name = name
        self.kind = kind
        self.parent = parent
        self.agencyId = agencyId
        self.address = address
        self.phone = phone
        self.validFrom = validFrom
        self.validTo = validTo
        self.successor = successor
    }
}

/// How a citizen applies.
package enum Channel: String, Codable, CaseIterable, Sendable {
    /// Trực tuyến.
    case online
    /// Trực tiếp tại quầy.
    case counter
    /// Bưu chính.
    case post
}

/// The unit in which a handling time is counted.
package enum TimeUnit: String, Codable, CaseIterable, Sendable {
    case workingDay, calendarDay, workingHour, month
}

/// A procedure as a version of the catalogue describes it.
package struct Procedure: Codable, Hashable, Sendable {
    /// The national code.
    package var code: ProcedureCode
    /// Its name: `Đăng ký khai sinh`.
    package var name: String
    /// Lĩnh vực: `Hộ tịch`.
    package var field: String
    /// Who may apply and for what.
    package var summary: String
    /// Kinds of unit that handle it: `ward`, `commune`.
    package var unitKinds: [String]
    /// The handling body in words: `Uỷ ban nhân dân cấp xã`.
    package var authority: String
    /// Legal ground, article by article.
    package var legalGrounds: [String]
    /// Result: `Giấy khai sinh (bản chính)`.
    package var result: String
    /// The cases a citizen chooses from; one at least, the usual one first.
    package var cases: [Case]
    /// The form's fields in order.
    package var form: [FormField]
    /// The papers.
    package var components: [Component]
    /// Fee by channel and case.
    package var fees: [Fee]
    /// Handling time by channel and case.
    package var times: [HandlingTime]
    /// Whether the unit's leader signs the result.
    package var needsSignature: Bool?
    /// The first day this version holds.
    package var validFrom: LocalDate
    /// The last day it holds; nil while it does.
    package var validTo: LocalDate?

    /// A case of a procedure, such as "không có giấy chứng sinh".
    package struct Case: Codable, Hashable, Sendable {
        /// Its key in forms and components.
        package var key: String
        /// What the citizen reads.
        package var title: String
    }

    /// A typed field of the form; the same definition draws the page and checks the submission.
    package struct FormField: Codable, Hashable, Sendable {
        /// The key of the answer.
        package var key: String
        /// What the citizen reads beside it.
        package var label: String
        /// What helps to fill it in.
        package var hint: String?
        /// `text`, `longText`, `date`, `integer`, `choice`, `yesNo`, `identityNumber`, `phone`,
        /// `email`, `unit`.
        package var type: FieldType
        /// Whether it must be filled in.
        package var isRequired: Bool
        /// Only asked in these cases; always when nil.
        package var cases: [String]?
        /// Longest text in characters.
        package var maxLength: Int?
        /// Smallest number.
        package var minimum: Int?
        /// Largest number.
        package var maximum: Int?
        /// The words to choose from.
        package var choices: [Choice]?
        /// For dates: not after today.
        package var notInFuture: Bool?
    }

    /// A word to choose.
    package struct Choice: Codable, Hashable, Sendable {
        /// The stored word.
        package var key: String
        /// What the citizen reads.
        package var title: String
    }

    /// What an answer is.
    package enum FieldType: String, Codable, CaseIterable, Sendable {
        case text, longText, date, integer, choice, yesNo, identityNumber, phone, email, unit
    }

    /// A component of the dossier (thành phần hồ sơ).
    package struct Component: Codable, Hashable, Sendable {
        /// Its key in submissions.
        package var key: String
        /// What the law calls it.
        package var name: String
        /// How it is given.
        package var kind: ComponentKind
        /// Only in these cases; always when nil.
        package var cases: [String]?
        /// Whether a submission without it is refused (kind `submit` and `conditional`).
        package var isRequired: Bool
        /// Number of originals.
        package var originals: Int
        /// Number of copies.
        package var copies: Int
        /// The form it is written on: `CT01`.
        package var formName: String?
        /// When it is not needed.
        package var notNeededIf: String?
    }

    /// The four kinds of component, kept apart.
    package enum ComponentKind: String, Codable, CaseIterable, Sendable {
        /// Nộp.
        case submit
        /// Xuất trình at the counter.
        case show
        /// Theo trường hợp.
        case conditional
        /// Ghi chú, not a paper.
        case note
    }

    /// A fee.
    package struct Fee: Codable, Hashable, Sendable {
        /// Only by this channel; any when nil.
        package var channel: Channel?
        /// Only in this case; any when nil.
        package var caseKey: String?
        /// Whole đồng; nil when the council sets it.
        package var amountDong: Int?
        /// What it is charged for: `mỗi bản sao`.
        package var per: String?
        /// A note: `theo nghị quyết của HĐND thành phố`.
        package var note: String?
    }

    /// A handling time.
    package struct HandlingTime: Codable, Hashable, Sendable {
        /// Only by this channel; any when nil.
        package var channel: Channel?
        /// Only in this case; any when nil.
        package var caseKey: String?
        /// How many.
        package var amount: Int
        /// Of what.
        package var unit: TimeUnit
        /// A note: `nhận sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo`.
        package var note: String?
    }
}

/// Finds procedures by words, with or without diacritics, by field and by unit.
package struct SearchProcedures: Query {
    package static let name = "dossier-intake.search-procedures"
    /// Words of the name, field or code; all when nil.
    package var q: String?
    /// Lĩnh vực.
    package var field: String?
    /// Only those this unit handles.
    package var unit: UnitCode?
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A search.
    package init(
        q: String? = nil, field: String? = nil, unit: UnitCode? = nil, after: String? = nil,
        limit: Int? = nil
    ) {
        self.q = q
        self.field = field
        self.unit = unit
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<ProcedureSummary>
}

/// A procedure in a list.
package struct ProcedureSummary: Codable, Sendable {
    /// Its code.
    package var code: ProcedureCode
    /// Its name.
    package var name: String
    /// Lĩnh vực.
    package var field: String
    /// The handling body in words.
    package var authority: String
    /// One sentence.
    package var summary: String

    /// A summary.
    package init(
        code: ProcedureCode, name: String, field: String, authority: String, summary: String
    ) {
        self.code = code
        self.name = name
        self.field = field
        self.authority = authority
        self.summary = summary
    }
}

/// Reads a procedure in the version that holds today.
package struct ReadProcedure: Query {
    package static let name = "dossier-intake.read-procedure"
    /// Its code; an agency suffix is tolerated.
    package var code: ProcedureCode

    /// A look-up.
    package init(code: ProcedureCode) { self.code = code }
    package typealias Reply = Procedure
}

/// Lists the versions of a procedure that were or will be in force, the newest first.
package struct ListProcedureVersions: Query {
    package static let name = "dossier-intake.list-procedure-versions"
    /// Its code.
    package var code: ProcedureCode

    /// A look.
    package init(code: ProcedureCode) { self.code = code }
    /// The versions.
    package struct Reply: Codable, Sendable {
        /// The newest first.
        package var items: [Version]
        /// The list.
        package init(items: [Version]) { self.items = items }
    }
    /// One version.
    package struct Version: Codable, Sendable, Equatable {
        /// Its name then.
        package var name: String
        /// The first day it holds.
        package var validFrom: LocalDate
        /// The last day it holds; nil while it does.
        package var validTo: LocalDate?
        /// When it was loaded.
        package var importedAt: Timestamp
        /// A version.
        package init(
            name: String, validFrom: LocalDate, validTo: LocalDate?, importedAt: Timestamp
        ) {
            self.name = name
            self.validFrom = validFrom
            self.validTo = validTo
            self.importedAt = importedAt
        }
    }
}

/// Lists the units that exist today, by name.
package struct ListUnits: Query {
    package static let name = "dossier-intake.list-units"
    /// Only those of this kind.
    package var kind: String?
    /// Only those that handle this procedure.
    package var procedure: ProcedureCode?
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 200; 100 when nil.
    package var limit: Int?

    /// A page of units.
    package init(
        kind: String? = nil, procedure: ProcedureCode? = nil, after: String? = nil,
        limit: Int? = nil
    ) {
        self.kind = kind
        self.procedure = procedure
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<AdministrativeUnit>
}

/// Loads units and procedures from the catalogue's files (operators only); all or nothing.
package struct ImportCatalogue: Command {
    package static let name = "dossier-intake.import-catalogue"
    /// The files.
    package var files: [File]

    /// A file of the catalogue.
    package struct File: Codable, Sendable {
        /// Its name, for error messages: `procedures/1.001193.json`, `units.csv`.
        package var name: String
        /// Its text.
        package var text: String
        /// A file.
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }
    /// An import.
    package init(files: [File]) { self.files = files }
    /// What changed.
    package struct Reply: Codable, Sendable, Equatable {
        /// Units that were new or changed.
        package var units: Int
        /// Procedure versions that were new or changed.
        package var procedures: Int
        /// Working calendars that were new: 1 when the calendar changed.
        package var calendars: Int
        /// Rows that were there already, the same.
        package var unchanged: Int
        /// What changed.
        package init(units: Int, procedures: Int, calendars: Int, unchanged: Int) {
            self.units = units
            self.procedures = procedures
            self.calendars = calendars
            self.unchanged = unchanged
        }
    }
}
