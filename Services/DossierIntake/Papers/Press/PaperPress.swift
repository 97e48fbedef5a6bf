import Contracts
import Lifecycle
import Synchronization

/// Prints papers as PDF, on a thread of its own: typesetting a register takes a while.
struct PaperPress: Sendable {
    /// A printed paper, with what a test wants to know of it.
    struct Print: Sendable {
        let bytes: [UInt8]
        let pageCount: Int
        /// How many letters no installed typeface has.
        let unknownGlyphs: Int
    }

    private let thread = BlockingThread("papers")
    private let waiting = Waiting()

    /// How many papers may wait for the press; whoever comes on top is asked to try again later.
    private static let waitingLimit = 32

    private final class Waiting: Sendable {
        let count = Atomic<Int>(0)
    }

    /// The paper as PDF; the same paper gives the same bytes. Throws `PaperProblem` when its set of
    /// rules has no such form.
    func print(_ paper: Paper) async throws -> [UInt8] {
        let print = try await typeset(paper)
        if print.unknownGlyphs > 0 {
            Log.warning("a paper has letters that no typeface has", ["kind": paper.kind.rawValue])
        }
        return print.bytes
    }

    /// The paper as PDF, with its pages and unknown letters counted.
    func typeset(_ paper: Paper) async throws -> Print {
        let form = try PaperRuleSet.form(of: paper.kind, in: paper.ruleSet)
        guard waiting.count.wrappingAdd(1, ordering: .relaxed).oldValue < Self.waitingLimit else {
            waiting.count.wrappingSubtract(1, ordering: .relaxed)
            throw Refusal.unavailable
        }
        defer { waiting.count.wrappingSubtract(1, ordering: .relaxed) }
        return try await thread.run { try Self.typeset(paper, form) }
    }

    private static func typeset(_ paper: Paper, _ form: PaperForm) throws -> Print {
        let format = paper.format
        let canvas = Canvas(
            format: format, title: "\(paper.title) \(paper.subject)",
            author: paper.head.unit, day: "\(paper.head.issuedAt.rfc3339.prefix(10))")
        var typesetter = Typesetter(canvas, format)
        typesetter.place(paper.blocks(form))
        let pages = typesetter.pages
        var unknown = typesetter.unknownGlyphs
        for (index, marks) in pages.enumerated() {
            for mark in marks { draw(mark, on: canvas) }
            let foot = PaperFoot(
                form: form.imprint, subject: paper.subject, page: index + 1, of: pages.count)
            unknown += foot.draw(on: canvas, format)
            canvas.endPage()
        }
        return Print(
            bytes: try canvas.finish(), pageCount: pages.count, unknownGlyphs: unknown)
    }

    private static func draw(_ mark: Typesetter.Mark, on canvas: Canvas) {
        switch mark {
        case .line(let layout, let line, let x, let baseline):
            canvas.draw(layout, line: line, x: x, baseline: baseline)
        case .rule(let start, let end): canvas.rule(from: start, to: end)
        case .code(let code, let x, let y): canvas.draw(code.code, x: x, y: y, size: code.size)
        }
    }
}

/// A paper that cannot be printed.
enum PaperProblem: Error, Equatable {
    /// There is no such set of rules.
    case noSuchRuleSet(String)
    /// The set of rules has no such form, or its articles have not been entered yet.
    case noSuchForm(PaperKind, ruleSet: String)
    /// The library could not draw it.
    case notDrawn(String)
}
