/// The foot of each page: the form's imprint, whose paper it is, and which page of how many.
struct PaperFoot {
    let form: String
    let subject: String
    let page: Int
    let of: Int

    /// Draws it; answers how many of its letters no typeface has.
    func draw(on canvas: Canvas, _ format: PageFormat) -> Int {
        let size = format.textSize > 11 ? 9.0 : 7.5
        let y = format.bottom + 7
        canvas.rule(
            from: (format.left, y - 3), to: (format.left + format.textWidth, y - 3))
        var unknown = 0
        for (text, alignment) in [
            (form, TextBlock.Alignment.left), ("\(subject)  –  Trang \(page)/\(of)", .right),
        ] {
            let layout = canvas.lay(
                TextBlock(runs: [.plain(text)], size: size, alignment: alignment),
                width: format.textWidth)
            unknown += layout.unknownGlyphs
            guard let line = layout.lines.first else { continue }
            canvas.draw(layout, line: 0, x: format.left + line.left, baseline: y + line.baseline)
        }
        return unknown
    }
}
