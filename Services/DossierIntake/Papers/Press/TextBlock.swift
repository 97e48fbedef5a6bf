/// A paragraph.
struct TextBlock: Sendable {
    /// Letters of one kind.
    struct Run: Sendable {
        /// How they look.
        enum Look: Sendable { case plain, bold, italic }
        /// The letters as they were given; whoever draws makes them harmless.
        let text: String
        let look: Look

        /// Plain letters.
        static func plain(_ text: String) -> Run { Run(text: text, look: .plain) }
        /// Bold letters.
        static func bold(_ text: String) -> Run { Run(text: text, look: .bold) }
        /// Italic letters.
        static func italic(_ text: String) -> Run { Run(text: text, look: .italic) }
    }

    /// Where lines stand.
    enum Alignment: Sendable { case left, centre, right, justified }

    /// The letters.
    var runs: [Run]
    /// Their size in points.
    var size: Double
    /// Where lines stand.
    var alignment = Alignment.left
    /// White before the first line, in points; where negative, before all others.
    var indent = 0.0
    /// White below, in points.
    var below = 0.0
}
