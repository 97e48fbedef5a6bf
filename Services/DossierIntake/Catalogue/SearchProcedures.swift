import Contracts
import Lifecycle
import Messaging
import Store

/// Finds the procedures that hold today by words, field and unit.
struct SearchProceduresHandler: QueryHandler {
    private let store: Store
    private let clock: WallClock
    private let index = CatalogueIndex()

    /// A search of this store's catalogue.
    init(store: Store, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// One page, by name; each word of `q` begins a word of the name, the field or the code.
    func answer(_ query: SearchProcedures, for caller: Caller) async throws
        -> SearchProcedures.Reply
    {
        let limit = try Page.limit(query.limit)
        let cursor = try PageCursor.read(query.after, count: 2)
        let wanted = try Wanted(query)
        let day = clock.now().localDate
        let found = try await store.read { snapshot in
            var kind: String?
            if let code = query.unit {
                guard let unit = try Catalogue.unit(code, on: day, in: snapshot) else {
                    throw Refusal.fields([.init("unit", "Không có đơn vị này.")])
                }
                kind = unit.kind
            }
            let all = try index.entries(in: snapshot).filter { entry in
                entry.holds(on: day) && wanted.matches(entry)
                    && (kind.map(entry.unitKinds.contains) ?? true)
                    && (cursor.map { entry.stands(after: $0) } ?? true)
            }
            return Array(all.prefix(limit + 1))
        }
        return try Page(rows: found, limit: limit, item: \.summary) {
            PageCursor($0.nameFolded, $0.summary.code)
        }
    }

    /// What a search looks for.
    private struct Wanted {
        private let code: ProcedureCode?
        private let words: [[UInt8]]?
        private let field: String?

        init(_ query: SearchProcedures) throws(Refusal) {
            let q = query.q ?? ""
            guard q.count <= 200 else {
                throw .fields([.init("q", "Nội dung tìm kiếm dài quá 200 ký tự.")])
            }
            let code = ProcedureCode(rawValue: q).inCatalogue
            self.code = CatalogueText.isProcedureCode(code.rawValue) ? code : nil
            words =
                q.allSatisfy(\.isWhitespace)
                ? nil : VietnameseFolding.words(q).map { Array($0.utf8) }
            field = query.field.map(VietnameseFolding.fold)
        }

        func matches(_ entry: CatalogueIndex.Entry) -> Bool {
            if let field, field != entry.fieldFolded { return false }
            if let code { return code == entry.summary.code }
            guard let words else { return true }
            return !words.isEmpty && entry.matches(words)
        }
    }
}

extension CatalogueIndex.Entry {
    /// Whether it comes after the last entry of the page before.
    fileprivate func stands(after cursor: PageCursor) -> Bool {
        (nameFolded, summary.code.rawValue) > (cursor.parts[0], cursor.parts[1])
    }
}
