import CPangoCairo
import Foundation
import QRCode

/// A PDF that is being drawn: pages of one size, one after the other. Lives on one thread.
final class Canvas {
    private let bytes = ByteSink()
    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let pango: OpaquePointer

    /// The typeface of papers, with the measures of Times New Roman and all of Vietnamese.
    static let typeface = "Liberation Serif"

    /// An empty PDF; `day` is the day it says it was made on, so that a paper printed again is the
    /// same bytes.
    init(format: PageFormat, title: String, author: String, day: String) {
        surface = cairo_pdf_surface_create_for_stream(
            { sink, data, count in
                let sink = Unmanaged<ByteSink>.fromOpaque(sink!).takeUnretainedValue()
                sink.bytes += UnsafeBufferPointer(start: data, count: Int(count))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(bytes).toOpaque(), format.width, format.height)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, day)
        cairo = cairo_create(surface)
        pango = pango_cairo_create_context(cairo)
        pango_cairo_context_set_resolution(pango, 72)
        // Lines break where the printed letters end, not where a screen's would.
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(pango, options)
        cairo_font_options_destroy(options)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(pango))
        cairo_destroy(cairo)
        // Writes what is left, so the sink must still be there: it is, being a member.
        cairo_surface_destroy(surface)
    }

    /// Breaks a paragraph into lines of that width.
    func lay(_ text: TextBlock, width: Double) -> TextLayout {
        TextLayout(text, width: width, context: pango)
    }

    /// Draws one line of a paragraph, its letters standing on `baseline`.
    func draw(_ layout: TextLayout, line: Int, x: Double, baseline: Double) {
        cairo_move_to(cairo, x, baseline)
        layout.show(line, on: cairo)
    }

    /// Draws a thin line.
    func rule(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
        cairo_set_line_width(cairo, 0.5)
        cairo_move_to(cairo, start.x, start.y)
        cairo_line_to(cairo, end.x, end.y)
        cairo_stroke(cairo)
    }

    /// Draws a QR code with its quiet zone, all of it `size` wide.
    func draw(_ code: QRCode, x: Double, y: Double, size: Double) {
        let unit = size / Double(code.modules.count + 2 * QRCode.quietZone)
        for (row, line) in code.modules.enumerated() {
            var column = 0
            while column < line.count {
                let run = line[column...].prefix { $0 }.count
                if run > 0 {
                    cairo_rectangle(
                        cairo, x + Double(column + QRCode.quietZone) * unit,
                        y + Double(row + QRCode.quietZone) * unit, Double(run) * unit, unit)
                }
                column += max(run, 1)
            }
        }
        cairo_fill(cairo)
    }

    /// Ends a page.
    func endPage() { cairo_show_page(cairo) }

    /// Ends the PDF and answers it; throws when the library could not make it (no memory).
    func finish() throws -> [UInt8] {
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS, cairo_status(cairo) == CAIRO_STATUS_SUCCESS else {
            throw PaperProblem.notDrawn(String(cString: cairo_status_to_string(status)))
        }
        return bytes.bytes
    }
}

/// Where the PDF's bytes go.
private final class ByteSink {
    var bytes: [UInt8] = []
}

/// A paragraph broken into lines. Lives on the thread of its canvas.
final class TextLayout {
    /// A line's place below the paragraph's upper edge, and its sides, in points.
    struct Line {
        let top: Double
        let bottom: Double
        let baseline: Double
        let left: Double
        let height: Double
    }

    private let layout: OpaquePointer
    /// The lines from above.
    let lines: [Line]
    /// How many letters no typeface has.
    let unknownGlyphs: Int

    /// From the first line's upper edge to the last one's lower.
    var height: Double { lines.last?.bottom ?? 0 }

    fileprivate init(_ text: TextBlock, width: Double, context: OpaquePointer) {
        layout = pango_layout_new(context)
        let font = pango_font_description_from_string("\(Canvas.typeface) \(text.size)")
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        pango_layout_set_width(layout, Self.units(width))
        pango_layout_set_wrap(layout, egov_pango_wrap_word_char)
        pango_layout_set_indent(layout, Self.units(text.indent))
        pango_layout_set_line_spacing(layout, 1.12)
        let alignment: Int32 =
            switch text.alignment {
            case .left, .justified: 0
            case .centre: 1
            case .right: 2
            }
        pango_layout_set_alignment(layout, alignment)
        pango_layout_set_justify(layout, text.alignment == .justified ? 1 : 0)
        let markup = text.runs.map(Markup.of).joined()
        pango_layout_set_markup(layout, markup, -1)
        unknownGlyphs = Int(pango_layout_get_unknown_glyphs_count(layout))
        lines = Self.lines(of: layout)
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    private static func lines(of layout: OpaquePointer) -> [Line] {
        guard let iterator = pango_layout_get_iter(layout) else { return [] }
        defer { pango_layout_iter_free(iterator) }
        var lines: [Line] = []
        repeat {
            var (top, bottom): (Int32, Int32) = (0, 0)
            pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
            var logical = PangoRectangle()
            pango_layout_iter_get_line_extents(iterator, nil, &logical)
            lines.append(
                Line(
                    top: points(top), bottom: points(bottom),
                    baseline: points(pango_layout_iter_get_baseline(iterator)),
                    left: points(logical.x), height: points(bottom - top)))
        } while pango_layout_iter_next_line(iterator) != 0
        return lines
    }

    fileprivate func show(_ line: Int, on cairo: OpaquePointer) {
        pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout, Int32(line)))
    }

    private static func units(_ points: Double) -> Int32 {
        Int32(points * Double(egov_pango_scale))
    }
    private static func points(_ units: Int32) -> Double {
        Double(units) / Double(egov_pango_scale)
    }
}
