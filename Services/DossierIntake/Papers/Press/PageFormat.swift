/// The size of a paper's pages and what stays white around the text, in points.
struct PageFormat: Hashable, Sendable {
    /// From edge to edge.
    let width: Double
    /// From edge to edge.
    let height: Double
    /// White at the left, where papers are bound.
    let left: Double
    /// White at the right.
    let right: Double
    /// White above and below.
    let vertical: Double
    /// The usual size of letters.
    let textSize: Double

    /// The height above the lower margin that belongs to the foot of the page.
    static let footHeight = 22.0

    /// A5 upright: the receipt.
    static let a5 = PageFormat(
        width: points(148), height: points(210), left: points(13), right: points(10),
        vertical: points(9), textSize: 9.5)
    /// A4 upright: letters and notices (margins of Decree 30/2020, appendix I).
    static let a4 = PageFormat(
        width: points(210), height: points(297), left: points(30), right: points(18),
        vertical: points(20), textSize: 13)
    /// A4 lying: registers.
    static let a4Landscape = PageFormat(
        width: points(297), height: points(210), left: points(15), right: points(12),
        vertical: points(14), textSize: 10.5)

    /// The width of the text.
    var textWidth: Double { width - left - right }
    /// Where text begins, from the upper edge.
    var top: Double { vertical }
    /// Where text ends, from the upper edge.
    var bottom: Double { height - vertical - Self.footHeight }

    /// Millimetres as points.
    static func points(_ millimetres: Double) -> Double { millimetres * 72 / 25.4 }
}
