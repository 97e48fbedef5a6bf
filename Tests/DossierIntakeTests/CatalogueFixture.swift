import Contracts
import Foundation
import Lifecycle
import Store
import TestSupport

@testable import DossierIntake

/// A catalogue on a real store, to import into and to ask.
struct CatalogueFixture {
    let clock: TestClock
    let test: TestStore

    /// An empty catalogue, on 2026-11-23 unless told otherwise.
    init(_ start: String = "2026-11-23T08:00:00+07:00") async throws {
        clock = TestClock(start)
        test = try await TestStore(CatalogueSchema.migrations, clock: clock.clock)
    }

    /// Imports the files as an operator.
    @discardableResult
    func load(_ files: ImportCatalogue.File...) async throws -> ImportCatalogue.Reply {
        try await load(files)
    }

    @discardableResult
    func load(
        _ files: [ImportCatalogue.File], by caller: Caller = Caller(role: .operator, id: "root")
    ) async throws -> ImportCatalogue.Reply {
        try await ImportCatalogueHandler().handle(
            ImportCatalogue(files: files), test.delivery(of: ImportCatalogue.self, from: caller))
    }

    /// What is wrong with the files: `place: sentence`.
    func problems(_ files: ImportCatalogue.File...) async throws -> [String] {
        do {
            _ = try await load(files)
            return []
        } catch let refusal as Refusal {
            return refusal.fields.map { "\($0.path): \($0.message)" }
        }
    }

    /// The procedure as it holds on a day.
    func procedure(_ code: String, on day: String) async throws -> (Procedure, version: String)? {
        try await test.store.read { snapshot in
            let found = try Catalogue.procedure(
                ProcedureCode(rawValue: code), on: LocalDate(day)!, in: snapshot)
            return found.map { ($0.procedure, version: $0.versionID) }
        }
    }

    /// The unit as it is on a day.
    func unit(_ code: String, on day: String) async throws -> AdministrativeUnit? {
        try await test.store.read { snapshot in
            try Catalogue.unit(UnitCode(rawValue: code), on: LocalDate(day)!, in: snapshot)
        }
    }

    /// The codes a search finds, in order.
    func found(_ query: SearchProcedures) async throws -> [String] {
        try await SearchProceduresHandler(store: test.store, clock: clock.clock)
            .answer(query, for: .anonymous()).items.map(\.code.rawValue)
    }

    /// A page of units.
    func units(_ query: ListUnits) async throws -> Page<AdministrativeUnit> {
        try await ListUnitsHandler(store: test.store, clock: clock.clock)
            .answer(query, for: .anonymous())
    }

    /// A file of units with these lines under the header.
    static func units(_ lines: String...) -> ImportCatalogue.File {
        let header = CatalogueUnitRules.header.joined(separator: ",")
        return .init(name: "units.csv", text: ([header] + lines).joined(separator: "\n"))
    }

    /// A file of a procedure that is right, but for what `change` replaces in its JSON.
    static func procedure(
        _ code: String = "1.001193", name: String = "Đăng ký khai sinh",
        from day: String = "2025-07-01", file: String? = nil, change: (String, String)? = nil
    ) -> ImportCatalogue.File {
        var text = template.replacing("CODE", with: code).replacing("NAME", with: name)
            .replacing("DAY", with: day)
        if let (old, new) = change {
            precondition(text.contains(old), "the template has no \(old)")
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        return .init(name: file ?? "procedures/\(code).json", text: text)
    }

    /// The files of the deployment.
    static var deployed: [ImportCatalogue.File] {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
            let folder = root.appending(path: "deploy/catalogue")
            let names = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "procedures").path
            ).sorted().map { "procedures/\($0)" }
            return try (["units.csv"] + names).map { name in
                let url = folder.appending(path: name)
                return .init(name: name, text: try String(contentsOf: url, encoding: .utf8))
            }
        }
    }

    private static let template = """
        {
          "code": "CODE", "name": "NAME", "field": "Hộ tịch",
          "summary": "Tóm tắt.", "unitKinds": ["ward", "commune"],
          "authority": "Uỷ ban nhân dân cấp xã", "legalGrounds": ["Luật Hộ tịch năm 2014"],
          "result": "Giấy khai sinh",
          "cases": [{"key": "usual", "title": "Có giấy"}, {"key": "witness", "title": "Không"}],
          "form": [
            {"key": "name", "label": "Tên", "type": "text", "isRequired": true, "maxLength": 60},
            {"key": "day", "label": "Ngày", "type": "date", "isRequired": true,
             "notInFuture": true},
            {"key": "count", "label": "Số", "type": "integer", "isRequired": false, "minimum": 0,
             "maximum": 9},
            {"key": "sex", "label": "Giới tính", "type": "choice", "isRequired": true,
             "choices": [{"key": "male", "title": "Nam"}, {"key": "female", "title": "Nữ"}]}],
          "components": [
            {"key": "form", "name": "Tờ khai", "kind": "submit", "isRequired": true,
             "originals": 1, "copies": 0},
            {"key": "statement", "name": "Văn bản", "kind": "conditional", "isRequired": true,
             "cases": ["witness"], "originals": 1, "copies": 0},
            {"key": "remark", "name": "Lưu ý", "kind": "note", "isRequired": false,
             "originals": 0, "copies": 0}],
          "fees": [{"channel": "online", "amountDong": 0}, {"caseKey": "witness", "note": "Sau"}],
          "times": [{"amount": 1, "unit": "workingDay"}],
          "validFrom": "DAY"
        }
        """
}
