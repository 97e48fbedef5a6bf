import QRCode

/// A part of a paper, in the order in which it is read.
indirect enum Block: Sendable {
    /// A paragraph; its lines may go on over the page.
    case text(TextBlock)
    /// Parts beside each other, kept on one page.
    case sides([Side])
    /// Rows under a head that each page repeats.
    case table(Table)
    /// White, in points.
    case space(Double)
    /// A line in the middle, that share of the width long.
    case rule(share: Double)
    /// A QR code in the middle.
    case code(Code)

    /// A QR code and how large it is with its quiet zone, in points.
    struct Code: Sendable {
        let code: QRCode
        let size: Double
    }

    /// A part of the width with what stands in it.
    struct Side: Sendable {
        /// The part of the whole width, 0 to 1.
        let share: Double
        /// From above.
        let blocks: [Block]
    }

    /// A table with lines around its cells.
    struct Table: Sendable {
        /// The parts of the whole width, together 1.
        let shares: [Double]
        /// What each page repeats.
        let head: [TextBlock]
        /// As many cells in each as `shares`.
        let rows: [[TextBlock]]
    }
}
