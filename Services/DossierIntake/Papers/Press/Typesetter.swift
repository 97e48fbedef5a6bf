/// Puts blocks onto pages: what does not fit goes to the next one, nothing is cut.
struct Typesetter {
    /// Something drawn on a page.
    enum Mark {
        case line(TextLayout, Int, x: Double, baseline: Double)
        case rule(from: (x: Double, y: Double), to: (x: Double, y: Double))
        case code(Block.Code, x: Double, y: Double)
    }

    private let canvas: Canvas
    private let format: PageFormat
    /// What stands on each page.
    private(set) var pages: [[Mark]] = [[]]
    /// How many letters no typeface has.
    private(set) var unknownGlyphs = 0
    private var y: Double

    /// White between a cell's letters and its lines.
    private static let padding = 3.0

    /// Empty pages.
    init(_ canvas: Canvas, _ format: PageFormat) {
        self.canvas = canvas
        self.format = format
        y = format.top
    }

    /// Puts the blocks below what is there already.
    mutating func place(_ blocks: [Block]) { for block in blocks { place(block) } }

    private mutating func place(_ block: Block) {
        let (x, width) = (format.left, format.textWidth)
        switch block {
        case .text(let text): flow(text)
        case .sides(let sides): place(sides)
        case .table(let table): place(table)
        case .space(let height): y += height
        case .rule, .code:
            if y + height(of: block, width: width) > format.bottom { newPage() }
            y = put(block, x: x, y: y, width: width)
        }
    }

    private mutating func newPage() {
        pages.append([])
        y = format.top
    }

    private mutating func mark(_ mark: Mark) { pages[pages.count - 1].append(mark) }

    private mutating func lay(_ text: TextBlock, width: Double) -> TextLayout {
        let layout = canvas.lay(text, width: width)
        unknownGlyphs += layout.unknownGlyphs
        return layout
    }

    // MARK: Paragraphs

    private mutating func flow(_ text: TextBlock) {
        let layout = lay(text, width: format.textWidth)
        for (index, line) in layout.lines.enumerated() {
            if y + line.height > format.bottom { newPage() }
            put(layout, index, x: format.left, y: y)
            y += line.height
        }
        y += text.below
    }

    private mutating func put(_ layout: TextLayout, _ index: Int, x: Double, y: Double) {
        let line = layout.lines[index]
        mark(
            .line(layout, index, x: x + line.left, baseline: y + line.baseline - line.top))
    }

    // MARK: Beside each other

    private mutating func place(_ sides: [Block.Side]) {
        let needed =
            sides.map { height(of: $0.blocks, width: format.textWidth * $0.share) }.max() ?? 0
        guard needed <= format.bottom - format.top else {
            // Higher than a page: below each other instead, so that nothing is cut.
            for side in sides { place(side.blocks) }
            return
        }
        if y + needed > format.bottom { newPage() }
        var x = format.left
        for side in sides {
            let width = format.textWidth * side.share
            var below = y
            for block in side.blocks { below = put(block, x: x, y: below, width: width) }
            x += width
        }
        y += needed
    }

    private func height(of blocks: [Block], width: Double) -> Double {
        blocks.reduce(0) { $0 + height(of: $1, width: width) }
    }

    private func height(of block: Block, width: Double) -> Double {
        switch block {
        case .text(let text): canvas.lay(text, width: width).height + text.below
        case .sides(let sides):
            sides.map { height(of: $0.blocks, width: width * $0.share) }.max() ?? 0
        case .space(let height): height
        case .rule: 4
        case .code(let code): code.size
        case .table: 0
        }
    }

    /// Puts a block that is known to fit; answers where the next one begins.
    private mutating func put(_ block: Block, x: Double, y: Double, width: Double) -> Double {
        switch block {
        case .text(let text):
            let layout = lay(text, width: width)
            for (index, line) in layout.lines.enumerated() {
                put(layout, index, x: x, y: y + line.top)
            }
            return y + layout.height + text.below
        case .rule(let share):
            let length = width * share
            let start = x + (width - length) / 2
            mark(.rule(from: (start, y + 1.5), to: (start + length, y + 1.5)))
        case .code(let code): mark(.code(code, x: x + (width - code.size) / 2, y: y))
        case .space, .sides, .table: break
        }
        return y + height(of: block, width: width)
    }

    // MARK: Tables

    private mutating func place(_ table: Block.Table) {
        let head = cells(table.head, table)
        let headHeight = height(of: head)
        let first = table.rows.first.map { height(of: cells($0, table)) } ?? 0
        let room = format.bottom - format.top
        if y + headHeight + min(first, room / 3) > format.bottom { newPage() }
        placeWhole(head, table)
        for row in table.rows {
            let laid = cells(row, table)
            let needed = height(of: laid)
            if y + needed > format.bottom, needed + headHeight <= room {
                newPage()
                placeWhole(head, table)
            }
            placeInSlices(laid, table, head: head)
        }
        y += 4
    }

    private mutating func cells(_ texts: [TextBlock], _ table: Block.Table) -> [TextLayout] {
        zip(texts, table.shares).map { text, share in
            lay(text, width: format.textWidth * share - 2 * Self.padding)
        }
    }

    private func height(of cells: [TextLayout]) -> Double {
        (cells.map(\.height).max() ?? 0) + 2 * Self.padding
    }

    private mutating func placeWhole(_ cells: [TextLayout], _ table: Block.Table) {
        placeSlice(cells, cells.map { 0..<$0.lines.count }, table)
    }

    /// A row that may be higher than a page: as many lines of each cell as fit, then the next page.
    private mutating func placeInSlices(
        _ cells: [TextLayout], _ table: Block.Table, head: [TextLayout]
    ) {
        var done = cells.map { _ in 0 }
        while true {
            let room = format.bottom - y - 2 * Self.padding
            let slice = zip(cells, done).map { cell, start in
                let offset = start < cell.lines.count ? cell.lines[start].top : 0
                let fitting = cell.lines[start...].prefix { $0.bottom - offset <= room }.count
                return start..<(start + fitting)
            }
            if slice.contains(where: { !$0.isEmpty }) { placeSlice(cells, slice, table) }
            done = slice.map(\.upperBound)
            if zip(cells, done).allSatisfy({ $0.lines.count == $1 }) { return }
            newPage()
            placeWhole(head, table)
        }
    }

    private mutating func placeSlice(
        _ cells: [TextLayout], _ slice: [Range<Int>], _ table: Block.Table
    ) {
        let heights = zip(cells, slice).map { cell, range in
            range.isEmpty
                ? 0 : cell.lines[range.upperBound - 1].bottom - cell.lines[range.lowerBound].top
        }
        let bottom = y + (heights.max() ?? 0) + 2 * Self.padding
        var x = format.left
        for ((cell, range), share) in zip(zip(cells, slice), table.shares) {
            let offset = range.isEmpty ? 0 : cell.lines[range.lowerBound].top
            for index in range {
                put(
                    cell, index, x: x + Self.padding,
                    y: y + Self.padding + cell.lines[index].top - offset)
            }
            mark(.rule(from: (x, y), to: (x, bottom)))
            x += format.textWidth * share
        }
        mark(.rule(from: (x, y), to: (x, bottom)))
        mark(.rule(from: (format.left, y), to: (x, y)))
        mark(.rule(from: (format.left, bottom), to: (x, bottom)))
        y = bottom
    }
}
